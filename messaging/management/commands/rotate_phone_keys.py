"""`manage.py rotate_phone_keys`: encrypt guests' numbers with the first of PHONE_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from messaging.services.rotation import rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt guests' numbers anew with the first key in PHONE_KEYS."
        " When it has ended well the older keys may be taken out."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, failed = rotate_keys()
        self.stdout.write(f"{done} numbers are encrypted with the first key.")
        if failed:
            raise CommandError(
                f"{failed} numbers open with none of the keys. Add the key that they were"
                " encrypted with to PHONE_KEYS, and run this again."
            )
