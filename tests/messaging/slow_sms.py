"""An SMS backend that can be watched from another process, and killed in the middle.

It notes each text, and its own process, in a file the moment a provider would have accepted
it, then waits for a second file before it answers.
"""

import os
import time
from pathlib import Path

from messaging.sms import BaseSmsBackend

SENT, ANSWER = "SLOW_SMS_SENT", "SLOW_SMS_ANSWER"


class SmsBackend(BaseSmsBackend):
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
        with Path(os.environ[SENT]).open("a") as file:
            file.write(f"{client_ref} {os.getpid()}\n")
        while not Path(os.environ[ANSWER]).exists():
            time.sleep(0.02)
        return f"slow-{client_ref}"
