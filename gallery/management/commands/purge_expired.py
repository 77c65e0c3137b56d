"""Delete the photos of events whose time is up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from tqdm import tqdm  # type: ignore[import-untyped]

from gallery.models import Event, Snap, Strip
from gallery.services.removals import Removed
from gallery.services.retention import due_events, guest_files, only_run, purge_event


class Command(BaseCommand):
    help = (
        "Delete the photos, strips and links of events that closed long enough ago (closes +"
        " days until deletion). Killed at any point, run it again: it goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        events = due_events()
        if not events:
            self.stdout.write("Nothing has to go: no closed event's time is up.")
            return
        if options["dry_run"]:
            for event in events:
                self._say(event, what_is_there(event), "would go")
            self.stdout.write("Dry run: nothing was deleted.")
            return
        with only_run() as is_ours:
            if not is_ours:
                raise CommandError(
                    "Another run is deleting. If it was killed, try again in 3 minutes."
                )
            for event in events:
                self._purge(event)

    def _purge(self, event: Event) -> None:
        total = Removed()
        # A bar on a terminal only; in a log it would be one line a second.
        with tqdm(desc=event.slug, unit=" photos", disable=None) as bar:
            bar.total = Snap.objects.filter(event=event).count()
            for removed in purge_event(event):
                total += removed
                bar.update(removed.snaps)
                bar.set_postfix_str(f"{total.files} files deleted")
        self._say(event, total, "deleted")

    def _say(self, event: Event, removed: Removed, what: str) -> None:
        self.stdout.write(
            f"{event.slug} (closed {event.expires_at:%Y-%m-%d}): {what}: {removed.snaps} photos,"
            f" {removed.strips} strips, {removed.share_links} links, {removed.files} files,"
            f" {filesizeformat(removed.size)}"
        )


def what_is_there(event: Event) -> Removed:
    there = Removed(
        snaps=Snap.objects.filter(event=event).count(),
        strips=Strip.objects.filter(event=event).count(),
        share_links=event.share_links.count(),
    )
    files = size = 0
    for file in guest_files(event):
        files += 1
        size += file.size
    return there + Removed(files=files, size=size)
