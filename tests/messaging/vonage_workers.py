"""Real Celery workers, each in a process group of its own, that text over a fake vendor."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from tests.messaging.fake_vonage import FakeVonage, application_pem


@dataclass
class VonageWorkers:
    """Starts and kills workers; their log is one file."""

    folder: Path
    vendor: FakeVonage
    concurrency: int = 2
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.messaging.vonage_worker_settings",
            "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "REDIS_URL": settings.REDIS_URL,
            "FAKE_VONAGE_ADDRESS": self.vendor.address,
            "FAKE_VONAGE_KEY": application_pem(),
        }
        options = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", *options]
        with (self.folder / "log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, f"--concurrency={self.concurrency}"],
                env=environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(worker)

    def kill(self) -> None:
        """End all of them at once, with no chance to tidy up."""
        for worker in self.running:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.running.clear()

    def kill_one_job(self) -> None:
        """End one process that sends, as the kernel does when memory is short."""
        jobs = psutil.Process(self.running[-1].pid).children()
        jobs[0].kill()

    def log(self) -> str:
        return (self.folder / "log").read_text()
