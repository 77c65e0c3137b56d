"""`python -m config.run`: start the booth, keep it running, stop it cleanly."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.redis_server import make_private_folder, redis_socket
from config.run import parts
from config.run.addresses import listen
from config.run.banner import banner, public_address
from config.run.group import Group
from config.run.leftovers import Registry, end_leftovers, end_stray_redis
from config.run.lock import DataFolderLock
from config.run.options import BASE_DIR, Options, StartError
from config.run.output import Output


def make_folders(data_dir: Path, socket_path: Path) -> None:
    """Make what the group needs to exist; StartError where it may not."""
    try:
        for name in ("run", "redis", "media"):
            (data_dir / name).mkdir(parents=True, exist_ok=True)
        make_private_folder(socket_path.parent)
    except OSError as error:
        raise StartError(f"The data folder {data_dir} cannot be used: {error}") from error


@contextmanager
def guarded(registry: Registry, lock: DataFolderLock) -> Iterator[None]:
    """Have a guard end the group if we are killed; it holds the lock until it has ended."""
    guard = subprocess.Popen(
        [sys.executable, "-m", "config.run.guard", str(registry.path)],
        stdin=subprocess.PIPE,
        cwd=BASE_DIR,
        pass_fds=[lock.descriptor],
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.communicate()


def make_group(options: Options, listener: socket.socket, output: Output, site_url: str) -> Group:
    """Put the parts together; a REDIS_URL of the operator's own leaves our Redis out."""
    path = redis_socket(options.data_dir)
    environment = parts.environment_of(options, options.redis_url or f"unix://{path}", site_url)
    redis = [] if options.redis_url else [parts.redis_part(options, path, environment)]
    return Group(
        first=redis,
        setup=parts.setup_part(environment),
        # Stopped from the end: web, beat, worker, and Redis when nobody needs it any more.
        others=[
            parts.worker_part(environment),
            parts.beat_part(options.data_dir, environment),
            parts.web_part(listener, environment),
        ],
        output=output,
    )


def run(options: Options) -> None:
    """Run the booth until it is asked to stop; StartError if it cannot start."""
    make_folders(options.data_dir, redis_socket(options.data_dir))
    lock = DataFolderLock(options.data_dir)
    lock.acquire()
    registry = Registry(options.data_dir / "run" / "processes.json")
    output = Output(colours=options.log_colours)
    for name in end_leftovers(registry):
        output.line("booth", f"ended {name}, which an earlier run had left behind")
    if end_stray_redis(redis_socket(options.data_dir)):
        output.line("booth", "ended a Redis that an earlier run had left behind")
    with listen(options.host, options.port) as listener, guarded(registry, lock):
        port = listener.getsockname()[1]
        site_url = public_address(options, port)

        def show_banner() -> None:
            output.plain(banner(options, port, site_url, colours=output.colours))

        group = make_group(options, listener, output, site_url)
        asyncio.run(group.run(registry, show_banner))
        output.line("booth", "stopped; all photos are in " + str(options.data_dir))


def main() -> int:
    # Photos, database and secrets are for this user alone.
    os.umask(0o077)
    # A terminal that cannot show a block or a letter gets a question mark, not an error.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        run(Options.from_environment())
    except StartError as error:
        print(f"\nSmilebooth cannot start. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
