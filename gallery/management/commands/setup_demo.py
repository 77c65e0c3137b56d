"""Make what a new installation needs to be tried: a demo event and a member of staff."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from gallery.codes import random_code
from gallery.models import Event, EventMembership

USERNAME = "staff"
PASSWORD_FILE = "staff-password"  # noqa: S105


class Command(BaseCommand):
    help = "Create the demo event and a staff user whose password is made for this installation."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            event, _ = Event.objects.get_or_create(
                slug="demo",
                defaults={
                    "name": "Smilebooth demo",
                    "date": timezone.localdate(),
                    "welcome_text": "Step in, smile, and take your strip home.",
                },
            )
            user = self._staff()
            EventMembership.objects.get_or_create(
                event=event, user=user, defaults={"role": EventMembership.Role.OWNER}
            )
        self.stdout.write(f"Demo event and user {user.username!r} are ready.")

    def _staff(self) -> User:
        path = Path(settings.DATA_DIR) / PASSWORD_FILE
        user = User.objects.filter(username=USERNAME).first()
        if user is None:
            user = User.objects.create_superuser(USERNAME, password=self._make_password(path))
        return user

    @staticmethod
    def _make_password(path: Path) -> str:
        password = "-".join(random_code(4) for _ in range(3))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(password)
        return password
