"""One machine, no accounts: what `make run` uses."""

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, DATA_DIR, env
from config.settings.secret import (
    installation_phone_hash_key,
    installation_phone_key,
    installation_secret,
)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or installation_secret(DATA_DIR)
PHONE_KEYS: list[str] = env.list("PHONE_KEYS", []) or [installation_phone_key(DATA_DIR)]
PHONE_HASH_KEY = env.str("PHONE_HASH_KEY", "") or installation_phone_hash_key(DATA_DIR)
# Guests on the same network open the gallery by this machine's own address.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *env.list("LAN_HOSTS", [])]
