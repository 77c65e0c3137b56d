"""What every stage shares. Values come from the environment, typed by environs.

Everything that must survive lives under one folder, SMILEBOOTH_DATA.
"""

import logging
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONCE, SELF
from environs import Env

from config.logs import without_tokens
from config.redis_server import redis_socket
from config.settings.storage import *  # noqa: F403
from config.settings.storage import PHOTO_ORIGINS, PHOTO_STORAGE
from config.settings.video import *  # noqa: F403
from config.settings.video import VIDEO_CONNECT_ORIGINS, VIDEO_SCRIPT_ORIGINS

# Lets ModelForm[Event] and the like be written where Python reads them, not only mypy.
django_stubs_ext.monkeypatch()

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR: Path = env.path("SMILEBOOTH_DATA", BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# The public base address, used wherever a link leaves the page (SMS, QR code).
SITE_URL: str = env.str("SITE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "gallery",
    "booth",
    "messaging",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gallery.robots.no_index",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.PageCompression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.threads.one_thread",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database -----------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # Web, worker and beat share the file: readers never wait for a writer (WAL), a writer
    # takes its lock at BEGIN so that it cannot fail half-way, and waits its turn.
    # synchronous=FULL: a photo answered with 201 survives a pulled plug.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
    ),
}


def _database() -> dict[str, Any]:
    address = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(address))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: broker, cache and live feed -----------------------------------------

REDIS_URL: str = env.str("REDIS_URL", f"unix://{redis_socket(DATA_DIR)}")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "smilebooth",
    }
}

# So long the drawn cards of galleries are kept; 0: not at all.
GALLERY_PIECE_SECONDS: int = env.int("GALLERY_PIECE_SECONDS", 30)

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker killed with -9 loses nothing: a task is acknowledged when it has ended, and what
# was taken but not acknowledged is handed out again. Seconds; longer than the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "priority",
    "priority_steps": [0, 3, 6, 9],
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_PRIORITY = 3
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 75
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-booth": {"task": "booth.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-gallery": {"task": "gallery.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "purge-refused": {
        "task": "gallery.tasks.purge_refused",
        "schedule": 600.0,
        "options": {"expires": 600, "priority": 9},
    },
    "forget-old-incidents": {
        "task": "booth.tasks.forget_old_incidents",
        "schedule": 3600.0,
        "options": {"expires": 3600, "priority": 9},
    },
    "forget-guests": {
        "task": "booth.tasks.forget_guests",
        "schedule": 3600.0,
        "options": {"expires": 3600, "priority": 9},
    },
    "purge-expired": {
        "task": "gallery.tasks.purge_expired",
        "schedule": 3600.0,
        "options": {"expires": 3600, "priority": 9},
    },
    "sweep-messaging": {
        "task": "messaging.tasks.sweep",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "forget-numbers": {
        "task": "messaging.tasks.forget",
        "schedule": 300.0,
        "options": {"expires": 300, "priority": 9},
    },
}

# --- Files ----------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"
# Photos have no public folder: every image goes through a view that checks rights.
MEDIA_URL = "/media-is-never-served/"
STATIC_URL = "/static/"
STATIC_ROOT: Path = env.path("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "booth.smile.static_finder.SmileFinder",
]
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist"), ("img", BASE_DIR / "static" / "img")]
STORAGES = {
    "default": PHOTO_STORAGE,
    "staticfiles": {"BACKEND": "config.static_storage.StaticFilesStorage"},
}
# Never asked for again: names with Django's hash, and esbuild's chunks and fonts with theirs.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.|/dist/(chunks|assets)/.*-[0-9A-Z]{8}\."
FILE_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- People and pages -------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "booth:index"
LOGOUT_REDIRECT_URL = "gallery:home"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Proxies of our own before the server: that many entries at the end of X-Forwarded-For are true.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", 0)
# How often strangers may try, per address unless said otherwise (docs/privacy.md). A whole party
# may share the address of its Wi-Fi: wrong tries count, right ones do not.
GUEST_LIMITS: dict[str, str] = {
    "passcode-address": env.str("LIMIT_PASSCODE_TRIES", "15/minute;150/hour"),
    "passcode-event": env.str("LIMIT_PASSCODE_TRIES_PER_EVENT", "100/minute"),
    "event-code": env.str("LIMIT_EVENT_CODES", "30/minute"),
    "upload": env.str("LIMIT_GUEST_UPLOADS", "100/10 minutes"),
    "takedown": env.str("LIMIT_TAKEDOWNS", "10/10 minutes;30/hour"),
    "invitation": env.str("LIMIT_INVITATIONS", "30/minute;200/hour"),
    "remote-frames": env.str("LIMIT_REMOTE_FRAMES", "200/10 minutes"),
    "texts": env.str("LIMIT_TEXTS_PER_ADDRESS", "20/hour;60/day"),
}
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The smile finder's worker is started from a blob, which takes on the page's policy.
        "script-src": [SELF, NONCE, "'wasm-unsafe-eval'", *VIDEO_SCRIPT_ORIGINS],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "blob:", "data:", *PHOTO_ORIGINS],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF, *PHOTO_ORIGINS, *VIDEO_CONNECT_ORIGINS],
        "font-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
    # Swagger's pages style themselves; they carry no guest data.
    "EXCLUDE_URL_PREFIXES": ["/api/v1/docs/"],
}

LANGUAGE_CODE = "en"
TIME_ZONE: str = env.str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"smile-scores": "4/s"},
    "EXCEPTION_HANDLER": "gallery.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Smilebooth",
    "DESCRIPTION": "Take snaps, make strips, share them and send them to a phone.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "RemoteGuestStatusEnum": "booth.models.RemoteGuest.Status",
        "BoothCommandKindEnum": "booth.models.BoothCommand.Kind",
        "MessageKindEnum": "messaging.models.Message.Kind",
        "MessageStatusEnum": "messaging.models.Message.Status",
        "InboundKindEnum": "messaging.models.InboundText.Kind",
    },
}

# --- E-mail: password resets. By default it is printed, as texts are. ---------------

_EMAIL: dict[str, Any] = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND: str = _EMAIL["EMAIL_BACKEND"]
EMAIL_HOST: str = _EMAIL["EMAIL_HOST"]
EMAIL_PORT: int = _EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = _EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = _EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = _EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", "smilebooth@localhost")

# --- Seams --------------------------------------------------------------------------

# local, azure, rekognition, or the dotted path of a class of your own (docs/smile-backends.md).
SMILE_BACKEND: str = env.str("SMILE_BACKEND", "local").strip()
if "." not in SMILE_BACKEND:
    SMILE_BACKEND = f"booth.smile.{SMILE_BACKEND}.SmileBackend"
# Seconds that a guest's photo may wait for the cloud, retries included; then local decides.
SMILE_TIMEOUT: float = env.float("SMILE_TIMEOUT", 4.0)
AZURE_FACE_ENDPOINT: str = env.str("AZURE_FACE_ENDPOINT", "").strip()
AZURE_FACE_KEY: str = env.str("AZURE_FACE_KEY", "").strip()
# The names that AWS's own tools use. Without keys boto3 finds a role or a profile by itself.
AWS_REGION: str = (env.str("AWS_REGION", "") or env.str("AWS_DEFAULT_REGION", "")).strip()
AWS_ACCESS_KEY_ID: str = env.str("AWS_ACCESS_KEY_ID", "").strip()
AWS_SECRET_ACCESS_KEY: str = env.str("AWS_SECRET_ACCESS_KEY", "").strip()
AWS_SESSION_TOKEN: str = env.str("AWS_SESSION_TOKEN", "").strip()
AWS_ENDPOINT_URL_REKOGNITION: str = env.str("AWS_ENDPOINT_URL_REKOGNITION", "").strip()

# console, file, locmem, vonage (Messages API), vonage-sms (SMS API), or the dotted path of a
# class of your own (docs/messaging.md).
SMS_BACKEND: str = env.str("SMS_BACKEND", "console").strip()
if "." not in SMS_BACKEND:
    SMS_BACKEND = {"vonage": "vonage_messages", "vonage-sms": "vonage_sms"}.get(
        SMS_BACKEND, SMS_BACKEND
    )
    SMS_BACKEND = f"messaging.sms.{SMS_BACKEND}.SmsBackend"
# Where the backend "file" puts texts.
SMS_FILE_PATH: Path = env.path("SMS_FILE_PATH", DATA_DIR / "texts")
# Number or name that texts come from, where an event has none of its own.
VONAGE_SENDER: str = env.str("VONAGE_SENDER", "").strip()
# Messages API: an application and its key, as PEM (\n for line ends is fine) or as a file.
VONAGE_APPLICATION_ID: str = env.str("VONAGE_APPLICATION_ID", "").strip()
VONAGE_PRIVATE_KEY: str = env.str("VONAGE_PRIVATE_KEY", "").strip()
VONAGE_PRIVATE_KEY_PATH: str = env.str("VONAGE_PRIVATE_KEY_PATH", "").strip()
# SMS API: the account's key and secret.
VONAGE_API_KEY: str = env.str("VONAGE_API_KEY", "").strip()
VONAGE_API_SECRET: str = env.str("VONAGE_API_SECRET", "").strip()
# Proves that a webhook is Vonage's, for both APIs. The method is that of the SMS API's
# signatures: md5hash, md5, sha1, sha256 or sha512, as the account's settings say.
VONAGE_SIGNATURE_SECRET: str = env.str("VONAGE_SIGNATURE_SECRET", "").strip()
VONAGE_SIGNATURE_METHOD: str = env.str("VONAGE_SIGNATURE_METHOD", "md5hash").strip().lower()
# Another address for both APIs, such as https://messages-sandbox.nexmo.com.
VONAGE_ENDPOINT_URL: str = env.str("VONAGE_ENDPOINT_URL", "").strip().rstrip("/")
# ISO 3166 region that a number typed without "+" belongs to.
PHONE_REGION: str = env.str("PHONE_REGION", "US")

from config.settings.texting import *  # noqa: E402, F403


def _is_news(record: logging.LogRecord) -> bool:
    """False for the line that comes with each sweep, every ten seconds."""
    return not (record.name == "celery.worker.strategy" and ".sweep[" in record.getMessage())


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news},
        "tokens": {"()": "django.utils.log.CallbackFilter", "callback": without_tokens},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["news", "tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # Whoever else listens gets no link either.
        "django.request": {"filters": ["tokens"]},
        "django.security.csrf": {"filters": ["tokens"]},
        # Addresses open photos, and in webhooks sent by GET they hold numbers.
        "uvicorn.access": {"level": "WARNING"},
    },
}
