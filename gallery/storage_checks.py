"""System checks of where photos are kept: half-filled settings are said at the start."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning

LONGEST_URL_SECONDS = 7 * 24 * 3600  # what a signature of version 4 allows


@register()
def photos_have_a_place(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every setting that the chosen storage needs is there, and none that it ignores."""
    if settings.STORAGE == "s3":
        return [*_bucket(), *_addresses(), *_cdn(), *_ignored_by_bucket()]
    return [*_accel(), *_ignored_by_files()]


def _bucket() -> Iterator[CheckMessage]:
    if not settings.S3_BUCKET:
        yield Error(
            "STORAGE is s3, but S3_BUCKET is empty.",
            hint="Set S3_BUCKET to the bucket's name, or STORAGE to local.",
            id="gallery.E010",
        )
    key, secret = settings.S3_ACCESS_KEY_ID, settings.S3_SECRET_ACCESS_KEY
    if bool(key) != bool(secret):
        missing = "S3_ACCESS_KEY_ID" if secret else "S3_SECRET_ACCESS_KEY"
        yield Error(
            f"{missing} is empty, and its other half is not.",
            hint="Set both, or neither: then AWS's keys, a role or a profile are used.",
            id="gallery.E011",
        )
    if not settings.S3_REGION and not settings.S3_ENDPOINT_URL:
        yield Error(
            "STORAGE is s3, but neither S3_REGION nor S3_ENDPOINT_URL is set.",
            hint="Set S3_REGION for Amazon's S3, S3_ENDPOINT_URL for any other server.",
            id="gallery.E012",
        )
    if not 30 <= settings.S3_URL_SECONDS <= LONGEST_URL_SECONDS:
        yield Error(
            f"S3_URL_SECONDS is {settings.S3_URL_SECONDS}.",
            hint=f"Set it between 30 and {LONGEST_URL_SECONDS}; 300 is good.",
            id="gallery.E014",
        )


def _addresses() -> Iterator[CheckMessage]:
    for name in ("S3_ENDPOINT_URL", "S3_PUBLIC_ENDPOINT_URL", "S3_CDN_URL"):
        value: str = getattr(settings, name)
        if value and not value.startswith(("http://", "https://")):
            yield Error(
                f"{name} is {value!r}.", hint="Write it like https://HOST.", id="gallery.E015"
            )
    secure = settings.SITE_URL.startswith("https://")
    insecure = [origin for origin in settings.PHOTO_ORIGINS if origin.startswith("http://")]
    if secure and insecure:
        yield CheckWarning(
            f"Pages are on https, photos on {insecure[0]}: browsers will not show them.",
            hint="Set S3_PUBLIC_ENDPOINT_URL (or S3_CDN_URL) to an https:// address of the bucket.",
            id="gallery.W010",
        )


def _cdn() -> Iterator[CheckMessage]:
    parts = {
        "S3_CDN_URL": settings.S3_CDN_URL,
        "S3_CDN_KEY_ID": settings.S3_CDN_KEY_ID,
        "S3_CDN_KEY": settings.S3_CDN_KEY,
    }
    missing = [name for name, value in parts.items() if not value]
    if missing and len(missing) < len(parts):
        yield Error(
            f"The CDN is half configured; missing: {', '.join(missing)}.",
            hint="Without its key no address could be signed. Set all three, or none.",
            id="gallery.E013",
        )
    elif not missing and "PRIVATE KEY-----" not in settings.S3_CDN_KEY:
        yield Error(
            "S3_CDN_KEY is no private key.",
            hint="Give the PEM text (\\n for line ends is fine), or its file by S3_CDN_KEY_PATH.",
            id="gallery.E016",
        )


def _ignored_by_bucket() -> Iterator[CheckMessage]:
    if settings.X_ACCEL_PREFIX:
        yield CheckWarning(
            "X_ACCEL_PREFIX is set, but photos are in a bucket.",
            hint="Remove it: it is for files on this machine.",
            id="gallery.W011",
        )


def _ignored_by_files() -> Iterator[CheckMessage]:
    if settings.S3_BUCKET:
        yield CheckWarning(
            "S3_BUCKET is set, but photos are kept as files on this machine.",
            hint="Set STORAGE=s3, or remove S3_BUCKET.",
            id="gallery.W012",
        )


def _accel() -> Iterator[CheckMessage]:
    prefix: str = settings.X_ACCEL_PREFIX
    if prefix and not (prefix.startswith("/") and prefix.endswith("/")):
        yield Error(
            f"X_ACCEL_PREFIX is {prefix!r}.",
            hint="Begin and end it with a slash, like nginx's location: /protected/.",
            id="gallery.E017",
        )
