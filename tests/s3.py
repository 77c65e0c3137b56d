"""A real S3 server for tests: SeaweedFS, on ports and in a folder of its own.

The fixture `s3_server` is started when the first test asks for it, once a run; a test that kills,
stops or fills a server starts one for itself with `running_s3`.
"""

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from gallery.object_storage import BucketStorage

KEY, SECRET = "booth", "booths-secret-key"
WAIT = 60
# Master, volume server, filer, S3 and admin, each with a port for its own protocol (gRPC).
PARTS = ("master", "volume", "filer", "s3", "admin")

_numbers = itertools.count(1)


class S3Server:
    """One SeaweedFS. `options` are more of its flags, such as `-volume.max=1`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.ports = _free_ports(2 * len(PARTS))
        self.port = self.ports[2 * PARTS.index("s3")]
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.folder
            )
        self._until_it_stores()

    def _command(self) -> list[str]:
        rights = {"name": KEY, "credentials": [{"accessKey": KEY, "secretKey": SECRET}]}
        config = self.folder / "s3.json"
        config.write_text(json.dumps({"identities": [{**rights, "actions": ["Admin"]}]}))
        ports = [
            f"-{part}.port{protocol}={self.ports[2 * number + offset]}"
            for number, part in enumerate(PARTS)
            for offset, protocol in enumerate(("", ".grpc"))
        ]
        return [
            str(Path(sys.executable).with_name("weed")),
            "mini",
            f"-dir={self.folder}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            *ports,
            f"-s3.config={config}",
            f"-s3.localSocket={self.folder / 's3.sock'}",
            f"-filer.localSocket={self.folder / 'filer.sock'}",
            *("-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"),
            "-master.telemetry=false",
            *self._options,
        ]

    def _until_it_stores(self) -> None:
        storage = self.storage("ready")
        deadline = time.monotonic() + WAIT
        while not _takes(storage):
            log = (self.folder / "log").read_text()[-2000:]
            assert self._process is not None
            assert self._process.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.1)

    def kill(self) -> None:
        """Let it die at once, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(WAIT)

    def storage_options(self, bucket: str, **others: Any) -> dict[str, Any]:
        options = {
            "bucket_name": bucket,
            "endpoint_url": self.url,
            "region_name": "us-east-1",
            "addressing_style": "path",
            "access_key": KEY,
            "secret_key": SECRET,
            "querystring_expire": 300,
            "timeout": 20.0,
        }
        return {**options, **others}

    def storage(self, bucket: str, **others: Any) -> BucketStorage:
        """A storage on a bucket, which the first thing stored makes."""
        return BucketStorage(**self.storage_options(bucket, **others))


def _takes(storage: BucketStorage) -> bool:
    try:
        storage.put("ready", b"ready")
    except OSError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    """Ports that nobody has: all held at once, so that no two are the same."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


@contextmanager
def running_s3(folder: Path, *options: str) -> Iterator[S3Server]:
    """Run a server; should another program take one of its ports, it is started on others."""
    for attempt in itertools.count(1):
        home = folder / f"seaweed-{next(_numbers)}"
        home.mkdir(parents=True)
        server = S3Server(home, *options)
        try:
            server.start()
        except AssertionError:
            server.kill()
            if attempt == 3:
                raise
        else:
            break
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


def new_bucket_name() -> str:
    return f"photos-{os.getpid()}-{next(_numbers)}"


class Proxy:
    """Passes bytes on to a server, until told to do something else.

    `mute()`: from now on nothing is passed on, and nobody is told. `after_bytes()`: do it, once,
    when so many bytes of the next connection have come from the client.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._is_mute = threading.Event()
        self._trigger: tuple[int, Any] | None = None
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def mute(self) -> None:
        self._is_mute.set()

    def after_bytes(self, count: int, action: Any) -> None:
        self._trigger = (count, action)

    def close(self) -> None:
        for each in [self._listener, *self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        self._open.append(server)
        back = threading.Thread(target=self._pass_on, args=(server, client, None), daemon=True)
        back.start()
        trigger, self._trigger = self._trigger, None
        self._pass_on(client, server, trigger)

    def _pass_on(
        self, source: socket.socket, target: socket.socket, trigger: tuple[int, Any] | None
    ) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(16 * 1024):
                passed += len(data)
                if trigger and passed >= trigger[0]:
                    trigger[1]()
                    trigger = None
                if not self._is_mute.is_set():
                    target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_before(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
