"""Set an event's passcode, and compare what a guest has typed with it."""

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from gallery.codes import plain_passcode
from gallery.models import Event

# A whole party types the same passcode in the same minutes; the slow hash is worked out once.
REMEMBERED_SECONDS = 600


def hash_passcode(passcode: str) -> str:
    """Return what is stored. A new hash, also of the same passcode, locks everybody out again."""
    return make_password(plain_passcode(passcode))


def passcode_matches(event: Event | None, typed: str) -> bool:
    """Whether this opens the event's gallery.

    No event, or one without a passcode, takes as long as a wrong passcode: Django's
    `check_password` hashes something where it has nothing to compare with.
    """
    stored = event.gallery_passcode_hash if event else ""
    passcode = plain_passcode(typed)
    known = "passcode:" + salted_hmac(__name__, f"{stored} {passcode}").hexdigest()
    if stored and _is_remembered(known):
        return True
    is_right = check_password(passcode, stored)
    if is_right:
        _remember(known)
    return is_right


def _is_remembered(key: str) -> bool:
    try:
        return cache.get(key) is not None
    except RedisError:
        return False


def _remember(key: str) -> None:
    try:
        cache.set(key, 1, REMEMBERED_SECONDS)
    except RedisError:
        return
