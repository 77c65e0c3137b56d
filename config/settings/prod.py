"""Production: behind TLS, with secrets from the environment. Refuses to start without them."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import env

# Set by examples and guides; none of them is a secret.
KNOWN_DEFAULTS = {"", "change-me", "changeme", "secret", "only-for-tests", "insecure"}


def _required(name: str, why: str, *, minimum: int = 1) -> str:
    value = env.str(name, "").strip()
    if value.lower() in KNOWN_DEFAULTS or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{name} is missing or a default value. {why}")
    if len(value) < minimum:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters, needs {minimum}. {why}")
    return value


SECRET_KEY = _required(
    "SECRET_KEY", "Set it to 50 or more random characters, the same on every machine.", minimum=50
)
ALLOWED_HOSTS = [
    host.strip()
    for host in _required(
        "ALLOWED_HOSTS", "Set it to the host names that guests use, with commas between."
    ).split(",")
]
SITE_URL = _required(
    "SITE_URL", "Set it to the public address, such as https://booth.example.org."
).rstrip("/")
DATABASE_URL = _required("DATABASE_URL", "Set it to postgres://user:password@host/name.")
REDIS_URL = _required("REDIS_URL", "Set it to redis://:password@host:6379/0.")
PHONE_KEYS = [
    key.strip()
    for key in _required(
        "PHONE_KEYS",
        "Guests' numbers are encrypted with it. Make one: python -c 'from cryptography.fernet"
        " import Fernet; print(Fernet.generate_key().decode())'. To change it, put the new one"
        " first, a comma, the old ones, and run `manage.py rotate_phone_keys`.",
        minimum=43,
    ).split(",")
]
PHONE_HASH_KEY = _required(
    "PHONE_HASH_KEY",
    "Guests' numbers are found again by it. Set it to 32 or more random characters and never"
    " change it: who said STOP is known by it alone.",
    minimum=32,
)

if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is '*'. Name the hosts that guests use.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL}. Make it https://, or browsers will not give the camera."
    )

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL])
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 3600)
