"""Why a text did not arrive, in sentences that a member of staff can act on."""

from messaging.sms.base import Fault

LINK_DIED = "The link was revoked or has expired."
LINK_DELETED = "The photo and its link were deleted."
RULED_OUT = "The photo was refused or hidden."
NO_PICTURE = "The strip could not be made."
WORKER_DIED = "The worker ended while it was sending."
OPTED_OUT = "This number asked for no more texts (STOP)."
BUDGET_SPENT = "The event's budget for texts is spent. Raise it, then send again."
ERASED = "Everything about this number was erased."
KEY_MISSING = "The number cannot be read: its key is missing in PHONE_KEYS."
NO_ANSWER = "The provider did not answer; the text may have been sent."
CANCELLED_BY_STAFF = "Cancelled by staff."
SETTLED_AS_LOST = "It did not arrive, as staff were told."
OTHER_SENT = "Another text took its place."

SENTENCES = {
    Fault.NUMBER: "There is no such mobile number, or it takes no texts. Check it with the guest.",
    Fault.AWAY: "The phone is switched off, out of reach or full. Try again later.",
    Fault.BLOCKED: "The guest's network or contract bars such texts. Offer the QR code.",
    Fault.SPAM: "The network took the text for spam. Offer the QR code, and tell the organiser.",
    Fault.OPTED_OUT: OPTED_OUT,
    Fault.COUNTRY: "The account may not send texts to that country.",
    Fault.SENDER: "The sender's name or number is not allowed in that country.",
    Fault.CONTENT: "The text cannot be carried as it is: too long, or with a picture.",
    Fault.CREDIT: "The account with the provider has no money left. Top it up, then send again.",
    Fault.CREDENTIALS: "The provider does not accept the booth's key. Check the settings.",
    Fault.ACCOUNT: "The account with the provider is barred or lacks this feature.",
    Fault.BUSY: "The provider is busy.",
    Fault.NETWORK: "Something broke between the provider and the phone. Try again.",
    Fault.UNREACHABLE: "The provider could not be reached.",
    Fault.UNKNOWN: "The provider gave no reason.",
}
# Where sending to the same number again may help, if nothing is changed.
WORTH_A_RETRY = {Fault.AWAY, Fault.BUSY, Fault.NETWORK, Fault.UNREACHABLE, Fault.CREDIT}


def sentence(fault: Fault, words: str = "") -> str:
    """Return what staff read: our own sentence, or the provider's words where we have none."""
    if fault == Fault.UNKNOWN and words:
        return words[:200]
    return SENTENCES[fault]
