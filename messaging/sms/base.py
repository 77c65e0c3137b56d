"""The seam between a booth and whatever sends its texts."""

from abc import ABC, abstractmethod
from enum import StrEnum


class Fault(StrEnum):
    """Why a provider did not take or deliver a text, in our own words for all of them."""

    NUMBER = "number"  # no such number, or one that takes no texts
    AWAY = "away"  # the phone is off, out of reach or full; later may work
    BLOCKED = "blocked"  # the network or the owner's contract bars it
    SPAM = "spam"  # a filter took it for spam
    OPTED_OUT = "opted_out"  # the number's owner wants no texts from this sender
    COUNTRY = "country"  # the account may not send there
    SENDER = "sender"  # the sender's name or number is not allowed there
    CONTENT = "content"  # too long, or a text or picture that cannot be carried
    CREDIT = "credit"  # the account has no money left
    CREDENTIALS = "credentials"  # key, secret or signature are wrong
    ACCOUNT = "account"  # the account is barred or lacks the feature
    BUSY = "busy"  # sent too fast; later works
    NETWORK = "network"  # something broke between provider and phone
    UNREACHABLE = "unreachable"  # the provider could not be reached
    UNKNOWN = "unknown"  # the provider gave no reason, or one that we do not know


class SmsError(Exception):
    """The text was surely not accepted; `permanent` says a retry is pointless."""

    def __init__(
        self, message: str, *, permanent: bool = False, fault: Fault = Fault.UNKNOWN
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.fault = fault


class SmsUnknown(Exception):
    """The request went out and its answer never came: the guest may have the text."""


class BaseSmsBackend(ABC):
    """One way of sending texts. An instance is made for each text, by one thread."""

    @abstractmethod
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
        """Submit one text to an E.164 number; return the provider's message id.

        `client_ref` is our own id of the message, at most 36 characters. `channel` is what the
        event wishes for (sms, mms or whatsapp), `picture_url` of a picture to go along, `sender`
        whom the text is from if not the setting says so; a backend that cannot do these sends
        the text, whose `body` holds the link in any case. Every network call has a timeout, in
        sum below `messaging.tasks.SEND_SECONDS`. Raises `SmsError` only for what was surely not
        accepted (it may be sent again), `SmsUnknown` when that is in doubt. Any other exception
        counts as doubt as well. No message holds the number.
        """
