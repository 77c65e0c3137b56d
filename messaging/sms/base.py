"""The seam between a booth and whatever sends its texts."""

from abc import ABC, abstractmethod


class SmsError(Exception):
    """The text was surely not accepted; `permanent` says a retry is pointless."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class SmsUnknown(Exception):
    """The request went out and its answer never came: the guest may have the text."""


class BaseSmsBackend(ABC):
    """One way of sending texts. An instance is made for each text, by one thread."""

    @abstractmethod
    def send(self, *, to: str, body: str, client_ref: str) -> str:
        """Submit one SMS to an E.164 number; return the provider's message id.

        `client_ref` is our own id of the message, at most 36 characters. Every network call has
        a timeout, in sum below `messaging.tasks.SEND_SECONDS`. Raises `SmsError` only for what
        was surely not accepted (it may be sent again), `SmsUnknown` when that is in doubt. Any
        other exception counts as doubt as well. No message holds the number.
        """
