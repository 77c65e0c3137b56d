"""Keys made once for an installation and kept in its data folder."""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def installation_secret(data_dir: Path) -> str:
    """Return Django's key in `data_dir/secret-key`, made on first use (mode 0600)."""
    return _kept(data_dir / "secret-key", get_random_secret_key)


def installation_phone_key(data_dir: Path) -> str:
    """Return the key that guests' numbers are encrypted with: 32 bytes, as Fernet wants them."""
    return _kept(
        data_dir / "phone-key", lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode()
    )


def installation_phone_hash_key(data_dir: Path) -> str:
    """Return the key of the hashes by which guests' numbers are found again."""
    return _kept(data_dir / "phone-hash-key", lambda: secrets.token_urlsafe(48))


def _kept(path: Path, make: Callable[[], str]) -> str:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        try:
            # Web and worker may start together: the first link wins, both read the same key.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
