"""The same link by e-mail, through Django's mail."""

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from messaging.models import EventMessaging, Message
from messaging.sms.base import Fault, SmsError, SmsUnknown

# From here on (RFC 5321, 4.2.1) the server says that trying again is of no use.
PERMANENT = 500
REFUSED = "The mail server refused the address."
NOT_TAKEN = "The mail server did not take the e-mail."
AWAY = "The mail server could not be reached."
NO_ANSWER = "The mail server did not answer; the e-mail may have been sent."


@sensitive_variables("to", "mail")
def send(message: Message, to: str) -> str:
    """Hand an e-mail over and return its Message-ID; raises `SmsError` and `SmsUnknown`.

    No message of an error holds the address.
    """
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        raise SmsError(AWAY, fault=Fault.UNREACHABLE) from None
    try:
        mail = _compose(message, to)
        mail.connection = connection
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        raise SmsError(REFUSED, permanent=code >= PERMANENT, fault=Fault.NUMBER) from None
    except smtplib.SMTPResponseException as error:
        # An answer to DATA that says no; nothing was taken.
        raise SmsError(NOT_TAKEN, permanent=error.smtp_code >= PERMANENT) from None
    except (OSError, smtplib.SMTPException):
        raise SmsUnknown(NO_ANSWER) from None
    finally:
        connection.close()
    return str(mail.extra_headers["Message-ID"])


def _compose(message: Message, to: str) -> EmailMultiAlternatives:
    event = message.event
    messaging = EventMessaging.objects.for_event(event)
    share = message.share_link
    context = {
        "event": event,
        "organiser": messaging.organiser,
        "url": share.url if share else "",
        "expires_at": min(share.expires_at, event.expires_at) if share else None,
    }
    subject = " ".join(f"Your photo from {event.name}".split())
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("messaging/photo_email.txt", context),
        _sender(messaging.organiser),
        [to],
        headers={"Message-ID": f"<{message.public_id}@{_domain()}>"},
    )
    mail.attach_alternative(render_to_string("messaging/photo_email.html", context), "text/html")
    return mail


def _sender(organiser: str) -> str:
    name = " ".join(organiser.split())
    return formataddr((name, settings.DEFAULT_FROM_EMAIL)) if name else settings.DEFAULT_FROM_EMAIL


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
