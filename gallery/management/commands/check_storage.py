"""Compare photos' rows with their files, and mend what can be mended."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm  # type: ignore[import-untyped]

from gallery.models import Event
from gallery.services.storage_files import files_without_row
from gallery.services.storage_findings import Finding, Kind
from gallery.services.storage_rows import missing_files

# Of each kind so many are named; all of them with --verbosity 2.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Find photos whose files are missing, files that belong to no photo, and copies to be made"
        " again. Without --fix nothing is changed. A photo is never deleted. The exit code is 1"
        " when something is left that is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--event", metavar="SLUG", help="Look at this event alone.")
        parser.add_argument("--fix", action="store_true", help="Mend what can be mended.")
        parser.add_argument("--dry-run", action="store_true", help="Only look: as without --fix.")
        parser.add_argument(
            "--minutes",
            type=int,
            default=60,
            help="Leave alone what is younger: uploads may be under way (default: 60).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fix"] and options["dry_run"]:
            raise CommandError("Choose one of --fix and --dry-run.")
        self.fixes: bool = options["fix"]
        self.most_named = NAMED if options["verbosity"] < 2 else None
        self.found: Counter[Kind] = Counter()
        self.left = 0
        before = timezone.now() - timedelta(minutes=options["minutes"])
        try:
            rows, files = self._check(self._events(options["event"]), options["event"], before)
        except OSError as error:
            raise CommandError(f"The storage does not answer: {error}") from error
        self._sum_up(rows, files)

    def _events(self, slug: str | None) -> Iterable[Event]:
        events = Event.objects.filter(purged_at__isnull=True)
        if slug is None:
            return events.order_by("pk").iterator()
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise CommandError(f"There is no event {slug!r}.")
        self.folder = f"events/{event.public_id}"
        return [event]

    def _check(self, events: Iterable[Event], slug: str | None, before: Any) -> tuple[int, int]:
        in_rows = (each for event in events for each in missing_files(event, before))
        rows = self._take(in_rows, "photos")
        folder = self.folder if slug else "events"
        return rows, self._take(files_without_row(folder, before), "files")

    def _take(self, findings: Iterable[Finding | None], unit: str) -> int:
        """Print, and mend, each finding; return how many things were looked at."""
        looked_at = 0
        for finding in tqdm(findings, unit=f" {unit}", disable=None):
            looked_at += 1
            if finding is not None:
                self._treat(finding)
        return looked_at

    def _treat(self, finding: Finding) -> None:
        self.found[finding.kind] += 1
        is_mended = self.fixes and finding.mend is not None
        if is_mended and finding.mend is not None:
            finding.mend()
        else:
            self.left += 1
        if self.most_named is None or self.found[finding.kind] <= self.most_named:
            done = "mended" if is_mended else finding.kind.value
            self.stdout.write(f"{finding.name} [{done}] {finding.detail}")

    def _sum_up(self, rows: int, files: int) -> None:
        self.stdout.write(f"{rows} photos and {files} files looked at.")
        for kind, count in self.found.items():
            self.stdout.write(f"  {count} {kind.value}")
        if self.left:
            hint = "" if self.fixes else " Run it with --fix to mend what can be mended."
            raise CommandError(f"{self.left} things are not as they should be.{hint}")
        self.stdout.write("All is well." if not self.found else "All is mended.")
