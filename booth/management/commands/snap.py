"""Run photo files through the booth's pipeline, or follow a tethered camera's folder."""

import json
import time
from argparse import ArgumentParser
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from watchfiles import watch

from booth.services import take_snap
from gallery.errors import GalleryError
from gallery.filters import FILTERS
from gallery.images import InvalidImage
from gallery.layouts import LAYOUTS
from gallery.models import Event, Snap, Strip, Work
from gallery.services.strips import create_strip

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
# The same file for the same event is the same snap, however often it is given.
NAMESPACE = UUID("6f1c5d2e-52d5-4d38-9c47-0a9b8a5a4a10")
DONE = {"ready", "failed", "refused"}


class Command(BaseCommand):
    help = (
        "Take photo files as snaps of an event and print a JSON line for each snap and strip."
        " As many files as the layout has frames make a strip; with --layout, so do fewer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("images", nargs="*", type=Path, metavar="IMAGE")
        parser.add_argument("--event", required=True, help="The event's code.")
        parser.add_argument(
            "--layout", choices=list(LAYOUTS), help="Of the strips; else the event's."
        )
        parser.add_argument("--filter", choices=list(FILTERS), help="The strips' filter.")
        parser.add_argument("--wait", action="store_true", help="Print when all is done.")
        parser.add_argument("--timeout", type=float, default=120, help="Seconds to --wait.")
        parser.add_argument("--watch", type=Path, metavar="DIR", help="Follow a camera's folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None:
            raise CommandError(f"There is no event {options['event']!r}.")
        if not options["images"] and not options["watch"]:
            raise CommandError("Name one or more photo files, or a folder with --watch.")
        if options["watch"] and not options["watch"].is_dir():
            raise CommandError(f"{options['watch']} is no folder.")
        run = Run(self, event, options)
        failures = [path for path in options["images"] if not run.take(path)]
        run.finish()
        if options["watch"]:
            with suppress(KeyboardInterrupt):
                run.follow(options["watch"])
        if failures:
            raise CommandError(f"{len(failures)} files were not taken; see above.")


class Run:
    """One run of the command: takes files, groups them into strips, prints lines."""

    def __init__(self, command: BaseCommand, event: Event, options: dict[str, Any]) -> None:
        self.command = command
        self.event = event
        self.layout: str = options["layout"] or event.layout
        self.strips_of_leftovers: bool = options["layout"] is not None
        self.strip_filter: str = options["filter"] or event.filter
        self.wait: bool = options["wait"]
        self.deadline = time.monotonic() + options["timeout"]
        self.timeout: float = options["timeout"]
        self.pending: list[Snap] = []

    def take(self, path: Path) -> bool:
        """Take one file; print its line; return whether it was taken."""
        try:
            snap = self._stored(path)
        except (InvalidImage, GalleryError, OSError) as error:
            self._print({"path": str(path), "error": str(error)})
            return False
        if self.wait:
            snap = self._settled(snap)
        self._print(self._snap_line(path, snap))
        if snap.status != "refused":
            self.pending.append(snap)
        if len(self.pending) == LAYOUTS[self.layout].frames:
            self._make_strip()
        return True

    def finish(self) -> None:
        """Make a strip of the frames that are left over."""
        if self.strips_of_leftovers and self.pending:
            self._make_strip()

    def follow(self, folder: Path) -> None:
        """Take each new photo that a camera writes into `folder`, until interrupted."""
        self._print({"watching": str(folder)})
        seen: set[Path] = set()
        # The folder is listed on every change and now and then: an event that was missed
        # costs two seconds, not a photo.
        for _ in chain([None], watch(folder, rust_timeout=2000, yield_on_timeout=True)):
            for path in sorted(set(folder.iterdir()) - seen):
                self._take_when_complete(path)
                seen.add(path)

    def _take_when_complete(self, path: Path) -> None:
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            return
        size = -1
        # Cameras write slowly: a file is complete when it has stopped growing.
        while path.exists() and path.stat().st_size != size:
            size = path.stat().st_size
            time.sleep(0.3)
        if path.exists() and self._is_new(path):
            self.deadline = time.monotonic() + self.timeout
            self.take(path)

    def _is_new(self, path: Path) -> bool:
        return not Snap.objects.filter(event=self.event, idempotency_key=file_key(path)).exists()

    def _stored(self, path: Path) -> Snap:
        with path.open("rb") as file:
            snap, _ = take_snap(
                event=self.event,
                file=file,
                size=path.stat().st_size,
                idempotency_key=file_key(path),
                taken_at=timezone.now(),
                origin=Snap.Origin.FILE,
            )
        return snap

    def _make_strip(self) -> None:
        frames, self.pending = self.pending, []
        strip, _ = create_strip(
            event=self.event,
            snap_keys=[snap.idempotency_key for snap in frames],
            layout=self.layout,
            strip_filter=self.strip_filter,
            idempotency_key=uuid4(),
        )
        while self.wait and strip.status not in (Work.READY, Work.FAILED):
            self._pause(f"strip {strip.public_id}")
            strip.refresh_from_db()
        self._print(self._strip_line(strip))

    def _settled(self, snap: Snap) -> Snap:
        while snap.status not in DONE:
            self._pause(f"snap {snap.public_id}")
            snap.refresh_from_db()
        return snap

    def _pause(self, what: str) -> None:
        if time.monotonic() > self.deadline:
            raise CommandError(
                f"{what} was not ready in time. It is stored; is a worker running (make run)?"
            )
        time.sleep(0.1)

    def _snap_line(self, path: Path, snap: Snap) -> dict[str, Any]:
        return {
            "kind": "snap",
            "path": str(path),
            "id": str(snap.public_id),
            "status": snap.status,
            "smile": {"status": snap.smile_status, "score": snap.smile_score},
            "gallery": settings.SITE_URL + self.event.get_absolute_url(),
        }

    def _strip_line(self, strip: Strip) -> dict[str, Any]:
        return {
            "kind": "strip",
            "id": str(strip.public_id),
            "status": strip.status,
            "layout": strip.layout,
            "filter": strip.filter,
            "gallery": settings.SITE_URL + self.event.get_absolute_url(),
        }

    def _print(self, line: dict[str, Any]) -> None:
        self.command.stdout.write(json.dumps(line, ensure_ascii=False))
        self.command.stdout.flush()


def file_key(path: Path) -> UUID:
    """Return the idempotency key of a photo file: by its name, size and time of change."""
    facts = path.stat()
    return uuid5(NAMESPACE, f"{path.resolve()}:{facts.st_size}:{facts.st_mtime_ns}")
