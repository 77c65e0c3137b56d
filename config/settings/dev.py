"""One machine, no accounts: what `make run` uses."""

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, DATA_DIR, env
from config.settings.secret import installation_secret

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or installation_secret(DATA_DIR)
# Guests on the same network open the gallery by this machine's own address.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *env.list("LAN_HOSTS", [])]
