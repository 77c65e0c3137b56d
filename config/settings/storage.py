"""Where photos are kept, and how they reach browsers (docs/storage.md)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()


def _address(name: str) -> str:
    return env.str(name, "").strip().rstrip("/")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


# local: files under SMILEBOOTH_DATA; s3: objects in a bucket.
STORAGE: str = env.str("STORAGE", "local").strip().lower()
if STORAGE not in {"local", "s3"}:
    raise ImproperlyConfigured(f"STORAGE is {STORAGE!r}. Set it to local or s3.")

# An internal location of nginx whose alias is the media folder; empty: this server sends the bytes.
X_ACCEL_PREFIX: str = env.str("X_ACCEL_PREFIX", "").strip()

S3_BUCKET: str = env.str("S3_BUCKET", "").strip()
S3_REGION: str = (
    env.str("S3_REGION", "") or env.str("AWS_REGION", "") or env.str("AWS_DEFAULT_REGION", "")
).strip()
# Empty for Amazon's own. The public one, if it is another, is what browsers are sent to.
S3_ENDPOINT_URL: str = _address("S3_ENDPOINT_URL")
S3_PUBLIC_ENDPOINT_URL: str = _address("S3_PUBLIC_ENDPOINT_URL")
# Keys of their own, else AWS's; with neither, boto3 finds a role or a profile by itself.
S3_ACCESS_KEY_ID: str = env.str("S3_ACCESS_KEY_ID", "").strip()
S3_SECRET_ACCESS_KEY: str = env.str("S3_SECRET_ACCESS_KEY", "").strip()
# Seconds that an address of a photo lives, and that the bucket may take for a step.
S3_URL_SECONDS: int = env.int("S3_URL_SECONDS", 300)
S3_TIMEOUT: float = env.float("S3_TIMEOUT", 8.0)
# A CloudFront distribution before the bucket: its address, and the key that signs for it.
S3_CDN_URL: str = _address("S3_CDN_URL")
S3_CDN_KEY_ID: str = env.str("S3_CDN_KEY_ID", "").strip()
S3_CDN_KEY: str = env.str("S3_CDN_KEY", "").replace("\\n", "\n").strip()
S3_CDN_KEY_PATH: str = env.str("S3_CDN_KEY_PATH", "").strip()
if S3_CDN_KEY_PATH and not S3_CDN_KEY:
    try:
        S3_CDN_KEY = Path(S3_CDN_KEY_PATH).read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"S3_CDN_KEY_PATH is {S3_CDN_KEY_PATH}, which can't be read: {error.strerror}."
        ) from error


def _endpoint() -> str:
    """The regional address: the global one redirects, which spoils signatures."""
    return S3_ENDPOINT_URL or f"https://s3.{S3_REGION or 'us-east-1'}.amazonaws.com"


def _addressing_style() -> str:
    """Amazon has a host for each bucket; its certificate covers no name with a dot."""
    return "path" if S3_ENDPOINT_URL or "." in S3_BUCKET else "virtual"


def _keys() -> dict[str, str | None]:
    own = bool(S3_ACCESS_KEY_ID or S3_SECRET_ACCESS_KEY)
    prefix = "S3" if own else "AWS"
    return {
        "access_key": env.str(f"{prefix}_ACCESS_KEY_ID", "").strip() or None,
        "secret_key": env.str(f"{prefix}_SECRET_ACCESS_KEY", "").strip() or None,
        "security_token": None if own else env.str("AWS_SESSION_TOKEN", "").strip() or None,
    }


def _bucket_options() -> dict[str, Any]:
    options: dict[str, Any] = {
        "bucket_name": S3_BUCKET,
        "region_name": S3_REGION or "us-east-1",
        "endpoint_url": _endpoint(),
        "public_endpoint_url": S3_PUBLIC_ENDPOINT_URL or None,
        "addressing_style": _addressing_style(),
        "querystring_expire": S3_URL_SECONDS,
        "timeout": S3_TIMEOUT,
        **_keys(),
    }
    if S3_CDN_URL and S3_CDN_KEY_ID and S3_CDN_KEY:
        cdn = urlsplit(S3_CDN_URL)
        options |= {
            "custom_domain": cdn.netloc + cdn.path,
            "url_protocol": f"{cdn.scheme}:",
            "cloudfront_key_id": S3_CDN_KEY_ID,
            "cloudfront_key": S3_CDN_KEY,
        }
    return options


def _photo_origins() -> list[str]:
    """Where pages may load photos from, besides this site."""
    if STORAGE != "s3":
        return []
    if S3_CDN_URL and S3_CDN_KEY_ID and S3_CDN_KEY:
        return [_origin(S3_CDN_URL)]
    address = S3_PUBLIC_ENDPOINT_URL or _endpoint()
    if _addressing_style() == "virtual":
        parts = urlsplit(address)
        address = f"{parts.scheme}://{S3_BUCKET}.{parts.netloc}"
    return [_origin(address)] if _origin(address) else []


PHOTO_ORIGINS: list[str] = _photo_origins()
LOCAL_PHOTOS: dict[str, Any] = {"BACKEND": "gallery.storage.DurableFileSystemStorage"}
PHOTO_STORAGE: dict[str, Any] = (
    {"BACKEND": "gallery.object_storage.BucketStorage", "OPTIONS": _bucket_options()}
    if STORAGE == "s3"
    else LOCAL_PHOTOS
)
