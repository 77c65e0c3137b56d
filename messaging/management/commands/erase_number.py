"""`manage.py erase_number`: forget everything about a number, asked for at the terminal."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.views.decorators.debug import sensitive_variables

from gallery.errors import GalleryError
from messaging.recipients import Recipient
from messaging.services import erase_recipient


class Command(BaseCommand):
    help = (
        "Erase everything about a number or e-mail address. It is asked for, or read from"
        " standard input: as an argument it would stand in the shell's history."
    )

    @sensitive_variables("typed", "recipient")
    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdin.isatty():
            typed = getpass.getpass("Number with + and country code, or address (not shown): ")
        else:
            typed = sys.stdin.readline()
        try:
            recipient = (
                Recipient.from_email(typed) if "@" in typed else Recipient.from_phone(typed, "ZZ")
            )
        except GalleryError as error:
            raise CommandError(error.detail) from None
        count = erase_recipient(recipient)
        self.stdout.write(f"Erased {recipient}. {count} texts keep their place in the counts.")
