"""Say what is missing before texts can be sent, and send one to try."""

from argparse import ArgumentParser
from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand, CommandError

from gallery.models import Event
from messaging import setup
from messaging.phones import InvalidPhone, number_hint


class Command(BaseCommand):
    help = (
        "Say what is missing before texts can be sent, and print the addresses to enter at"
        " Vonage. With --to, send one text to a number of your own."
    )
    # What they say is this command's own output.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="NUMBER", help="Your own number, as +14155550123.")
        parser.add_argument(
            "--event", metavar="SLUG", help="Whose country, sender and channel the test uses."
        )
        parser.add_argument(
            "--yes", action="store_true", help="Send without asking: the number is yours."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        event = self._event(options["event"])
        errors = self._report()
        if errors:
            raise CommandError(f"{errors} to mend before texts can be sent; see above.")
        if options["to"]:
            self._send(options["to"], event, is_agreed=options["yes"])
        else:
            self.stdout.write("Try it: manage.py check_messaging --to YOUR-OWN-NUMBER")

    def _event(self, slug: str | None) -> Event | None:
        if slug is None:
            return None
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise CommandError(f"There is no event {slug!r}.")
        return event

    def _report(self) -> int:
        """Print everything; return how many errors there are."""
        self.stdout.write(f"Texts go out by: {setup.backend_name()}\n\n")
        for name, value in setup.shown_settings():
            self.stdout.write(f"  {name:<26} {value}\n")
        found = setup.findings()
        self.stdout.write("\n" if found else "\nNothing is missing.\n")
        for message in found:
            self._finding(message)
        self.stdout.write("\nEnter these addresses at Vonage (docs/messaging.md):\n")
        for address in setup.webhook_addresses():
            fields = f"{address.messages_field} (SMS API: {address.sms_field})"
            self.stdout.write(f"  {fields:<44} {address.url}\n")
        self.stdout.write("\n")
        return sum(message.level >= checks.ERROR for message in found)

    def _finding(self, message: checks.CheckMessage) -> None:
        is_error = message.level >= checks.ERROR
        style = self.style.ERROR if is_error else self.style.WARNING
        mark = "Missing" if is_error else "Mind"
        self.stdout.write(style(f"  {mark}: {message.msg} ({message.id})") + "\n")
        if message.hint:
            self.stdout.write(f"      {message.hint}\n")

    def _send(self, number: str, event: Event | None, *, is_agreed: bool) -> None:
        if not (is_agreed or self._agrees(number)):
            raise CommandError("Nothing was sent.")
        try:
            sent = setup.send_test(number, event)
        except (InvalidPhone, setup.TestNotSent) as error:
            raise CommandError(f"Nothing was sent. {error}") from error
        if sent.doubt:
            raise CommandError(f"The test may have been sent to {sent.hint}. {sent.doubt}")
        self.stdout.write(self.style.SUCCESS(f"Sent to {sent.hint}, as {sent.provider_id}.") + "\n")

    def _agrees(self, number: str) -> bool:
        question = f"Send one text, at its usual price, to your own number {number_hint(number)}?"
        try:
            return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
        except (EOFError, KeyboardInterrupt):
            return False
