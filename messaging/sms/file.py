"""Writes each text to a file of its own: for a machine without a provider, or to look at later."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from messaging.phones import number_hint

from .base import BaseSmsBackend, SmsError


class SmsBackend(BaseSmsBackend):
    """Files in SMS_FILE_PATH, named by time and our id, whole or not there, for this user alone."""

    def send(
        self,
        *,
        to: str,
        body: str,
        client_ref: str,
        picture_url: str = "",
        channel: str = "sms",
        sender: str = "",
    ) -> str:
        folder: Path = settings.SMS_FILE_PATH
        name = f"{timezone.now():%Y%m%d-%H%M%S}-{client_ref}.txt"
        picture = f"Picture: {picture_url}\n" if picture_url else ""
        text = f"To: {number_hint(to)}\nRef: {client_ref}\n{picture}\n{body}\n"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(prefix=".", dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(scratch).replace(folder / name)
        except OSError as error:
            message = f"SMS_FILE_PATH={str(folder)!r} cannot be written to: {error.strerror}"
            raise SmsError(message) from error
        return f"file-{client_ref}"
