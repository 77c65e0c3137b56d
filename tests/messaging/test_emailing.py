"""The same link by e-mail: same order, same board, never twice."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from messaging.models import EventMessaging, Message
from messaging.services import BACK_OFF, request_message, send_message
from tests.messaging.orders import make_order

pytestmark = pytest.mark.django_db
Status = Message.Status
ADDRESS = "ada.lovelace@example.org"


def make_email(share: ShareLink) -> Message:
    return request_message(**make_order(share, phone="", email=ADDRESS))[0]


def test_sends_the_link_as_text_and_html(share: ShareLink, outbox: list[Any]) -> None:
    EventMessaging.objects.for_event(share.event)
    EventMessaging.objects.update(organiser="Ada & Ben")
    message = make_email(share)
    send_message(pk=message.pk)
    message.refresh_from_db()
    (sent,) = mail.outbox
    assert outbox == []
    assert sent.to == [ADDRESS]
    assert sent.subject == f"Your photo from {share.event.name}"
    assert share.url in str(sent.body)
    assert "Ada & Ben" in str(sent.body)
    html = sent.alternatives[0][0]  # type: ignore[attr-defined]
    assert f'href="{share.url}"' in html
    assert "Ada &amp; Ben" in html
    assert (message.status, message.channel) == (Status.SUBMITTED, "email")
    assert message.provider_message_id == f"<{message.public_id}@localhost>"
    send_message(pk=message.pk)
    assert len(mail.outbox) == 1


def test_a_name_with_line_breaks_adds_no_header(share: ShareLink) -> None:
    share.event.name = "Party\r\nBcc: eve@example.org"
    share.event.save()
    EventMessaging.objects.for_event(share.event)
    EventMessaging.objects.update(organiser="A\nBcc: eve@example.org")
    send_message(pk=make_email(share).pk)
    (sent,) = mail.outbox
    assert sent.bcc == []
    assert "\n" not in sent.subject
    assert sent.recipients() == [ADDRESS]
    sent.message()  # BadHeaderError if a header were split


class MailServer:
    """A real SMTP server on a socket; `answers` says what it says at which command."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | None] = {}
        self.seen: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        stream.write(b"220 here\r\n")
        stream.flush()
        while line := stream.readline():
            command = line.split()[0].decode().upper() if line.split() else ""
            self.seen.append(command)
            if command == "QUIT":
                return
            answer = self.answers.get(command, b"354 go on" if command == "DATA" else b"250 yes")
            if answer is None:
                return  # hang up without a word
            stream.write(answer + b"\r\n")
            stream.flush()
            if command == "DATA" and answer.startswith(b"354"):
                while stream.readline() not in (b".\r\n", b""):
                    pass
                end = self.answers.get("END", b"250 taken")
                if end is None:
                    return
                stream.write(end + b"\r\n")
                stream.flush()


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.socket.close()


@pytest.fixture
def sent(share: ShareLink, caplog: pytest.LogCaptureFixture) -> Callable[[], Message]:
    def send() -> Message:
        message = make_email(share)
        send_message(pk=message.pk)
        message.refresh_from_db()
        assert ADDRESS not in caplog.text
        assert ADDRESS not in message.failure
        return message

    return send


def test_speaks_to_a_real_server(server: MailServer, sent: Callable[[], Message]) -> None:
    assert sent().status == Status.SUBMITTED
    assert server.seen.count("DATA") == 1


def test_an_address_that_the_server_refuses_has_failed(
    server: MailServer, sent: Callable[[], Message]
) -> None:
    server.answers["RCPT"] = f"550 no such user {ADDRESS}".encode()
    message = sent()
    assert message.status == Status.FAILED
    assert message.error_code == "number"


def test_a_busy_server_is_asked_again_later(
    server: MailServer, sent: Callable[[], Message]
) -> None:
    server.answers["RCPT"] = b"451 later"
    message = sent()
    assert (message.status, message.attempts) == (Status.QUEUED, 1)
    assert (message.next_attempt_at - message.sending_at).total_seconds() >= BACK_OFF[0]  # type: ignore[operator]


def test_refused_mail_has_failed(server: MailServer, sent: Callable[[], Message]) -> None:
    server.answers["END"] = b"554 spam"
    assert sent().status == Status.FAILED


def test_no_server_is_asked_again_later(settings: Settings, sent: Callable[[], Message]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    assert sent().status == Status.QUEUED


def test_a_server_that_hangs_up_after_the_mail_leaves_doubt(
    server: MailServer, sent: Callable[[], Message]
) -> None:
    server.answers["END"] = None
    message = sent()
    assert message.status == Status.UNKNOWN
    send_message(pk=message.pk)
    assert server.seen.count("DATA") == 1
