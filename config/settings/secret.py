"""A secret key made once for an installation and kept in its data folder."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def installation_secret(data_dir: Path) -> str:
    """Return the key in `data_dir/secret-key`, made on first use (mode 0600)."""
    path = data_dir / "secret-key"
    fresh = data_dir / f".secret-key.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
        try:
            # Web and worker may start together: the first link wins, both read the same key.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
