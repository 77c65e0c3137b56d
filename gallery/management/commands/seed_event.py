"""Fill an event with photos, to try the gallery and to measure it."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from tqdm import tqdm  # type: ignore[import-untyped]

from gallery.models import Event, Snap, Strip
from gallery.services.seeding import FRAMES, seed_photos, seed_snaps, seed_strips


def whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


class Command(BaseCommand):
    help = (
        "Fill an event with photos, to try and to measure. Makes the event if there is none of "
        "this code. The newest photos are real ones with all their copies; the rest are rows that "
        "show the same pictures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the event code")
        parser.add_argument("--snaps", type=whole_number, default=1_000, help="rows of photos")
        parser.add_argument("--strips", type=whole_number, default=0, help="rows of strips")
        parser.add_argument(
            "--images", type=whole_number, default=8, help=f"real photos, at least {FRAMES}"
        )
        parser.add_argument(
            "--add", action="store_true", help="also to an event that has photos already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        images = options["images"]
        if images < FRAMES:
            raise CommandError(f"--images is {images}; a strip needs {FRAMES}. Raise it.")
        event = self._event(options["slug"], may_have_photos=options["add"])
        total = images + options["snaps"] + options["strips"]
        with tqdm(total=total, unit="photo", disable=options["verbosity"] == 0 or None) as bar:
            until = timezone.now()  # the real photos are the newest
            photos, strips = seed_photos(event, images, bar.update)
            seed_snaps(event, options["snaps"], photos, until=until, progress=bar.update)
            seed_strips(event, options["strips"], strips, until=until, progress=bar.update)
        if connection.vendor == "postgresql":
            self._vacuum()
        self.stdout.write(
            f"{event.get_absolute_url()} has {images + options['snaps']:,} more photos and "
            f"{len(strips) + options['strips']:,} more strips."
        )

    @staticmethod
    def _event(slug: str, *, may_have_photos: bool) -> Event:
        event, is_new = Event.objects.get_or_create(
            slug=slug,
            defaults={
                "name": slug.replace("-", " ").capitalize(),
                "date": timezone.localdate(),
                "smile_policy": Event.SmilePolicy.OFF,
            },
        )
        has_photos = not is_new and (
            Snap.objects.for_event(event).exists() or Strip.objects.for_event(event).exists()
        )
        if has_photos and not may_have_photos:
            raise CommandError(
                f"The event {slug!r} has photos. Name another event, or give --add to put drawn "
                "ones beside them."
            )
        return event

    @staticmethod
    def _vacuum() -> None:
        """Have the tables in the state that PostgreSQL brings them into by itself in a while."""
        with connection.cursor() as cursor:
            for model in (Snap, Strip):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (ANALYZE) {table}")
