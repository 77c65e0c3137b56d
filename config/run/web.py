"""`python -m config.run.web FD`: the web server, on a socket that the supervisor has bound."""

import gc
import resource
import socket
import sys

import uvicorn

# Before the other: it sets Django up.
from config.asgi import application
from gallery.hub import close_feeds

# Each open page is an open file; systems grant 1024 until asked for more.
OPEN_FILES = 65_536


class Server(uvicorn.Server):
    """uvicorn, which waits for requests to end, and feeds that never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        close_feeds()
        await super().shutdown(sockets)


def allow_many_open_files() -> None:
    """Raise this process' own limit as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def collect_garbage_seldom() -> None:
    """Make full collections rare: with 2,000 feeds open each stops everything for half a second.

    What the start has made stays for good and is looked through no more. Requests and feeds end
    without cycles or with young ones.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 20)


def main() -> None:
    allow_many_open_files()
    collect_garbage_seldom()
    # No access log: share links in it would be as good as the photos.
    config = uvicorn.Config(
        application,
        fd=int(sys.argv[1]),
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    Server(config).run()


if __name__ == "__main__":
    main()
