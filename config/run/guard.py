"""Outlive the supervisor by a moment: if it was killed, end the group it has left behind.

Started by the supervisor as `python -m config.run.guard REGISTRY`, with a pipe as its input. The
pipe ends when the supervisor does, in whatever way. After a clean stop there is nothing left to
do. The guard holds the data folder's lock, so that a next start waits for it.
"""

import signal
import sys
from pathlib import Path

from config.run.leftovers import Registry, end_leftovers


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_leftovers(Registry(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
