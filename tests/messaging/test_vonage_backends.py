"""Both of Vonage's backends against a server that speaks their wire formats: who may send again."""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from messaging.sms import Fault, SmsError, SmsUnknown, get_backend, vonage_client
from messaging.tasks import SEND_SECONDS
from tests.messaging import fake_vonage
from tests.messaging.fake_vonage import DOUBTFUL, FakeVonage
from tests.messaging.vonage_setup import use_vonage

TO, NUMBER = "+14155550123", "14155550123"
BODY = "Your photo from Ada & Ben = love: https://booth.example.org/s/abc/?a=1&b=2"
REF = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
PICTURE = "https://booth.example.org/s/abc/w640.jpg"


@pytest.fixture
def vendor() -> Iterator[FakeVonage]:
    with FakeVonage() as vendor:
        yield vendor


@pytest.fixture(params=["messages", "sms", "signed sms"])
def api(request: pytest.FixtureRequest, vendor: FakeVonage, settings: Settings) -> str:
    """Set the project up for one of the ways to send."""
    chosen: str = request.param
    use_vonage(settings, vendor, chosen)
    return chosen


def send(**changes: str) -> str:
    arguments = {"to": TO, "body": BODY, "client_ref": REF, **changes}
    return get_backend().send(**arguments)


def test_sends_a_text_as_documented(vendor: FakeVonage, api: str) -> None:
    provider_id = send()
    assert vendor.complaints == []
    (text,) = vendor.accepted
    assert (text.id, text.to, text.text, text.client_ref) == (provider_id, NUMBER, BODY, REF)


def test_sends_letters_of_any_script(vendor: FakeVonage, api: str) -> None:
    send(body="结婚快乐 💍 https://booth.example.org/s/abc/")
    (text,) = vendor.accepted
    assert text.text.startswith("结婚快乐 💍")
    assert text.fields.get("type") in {None, "unicode"}


def test_one_client_does_not_disturb_another(
    vendor: FakeVonage, settings: Settings, api: str
) -> None:
    """The SDK's Content-Type stays with its client: another API must get another client."""
    first = get_backend()
    use_vonage(settings, vendor, "sms" if api == "messages" else "messages")
    send()
    use_vonage(settings, vendor, api)
    first.send(to=TO, body=BODY, client_ref=REF)
    send()
    assert (vendor.complaints, len(vendor.accepted)) == ([], 3)


@pytest.mark.parametrize("mood", ["drops_before", "drops_after"])
def test_a_connection_that_drops_has_seen_one_request(
    vendor: FakeVonage, api: str, mood: str
) -> None:
    vendor.moods = [mood]
    with pytest.raises(SmsUnknown):
        send()
    assert vendor.connections == 1
    assert vendor.posts == (mood == "drops_after")
    assert len(vendor.accepted) == (mood == "drops_after")


def test_the_sdk_alone_would_have_sent_it_many_times(
    vendor: FakeVonage, settings: Settings
) -> None:
    """What `make_client` is for; when this fails the SDK has become safe, and it can be simpler."""
    from vonage import Auth, HttpClientOptions, Vonage
    from vonage_sms import SmsMessage

    use_vonage(settings, vendor, "sms")
    vendor.moods = ["drops_after"]
    auth = Auth(api_key=fake_vonage.KEY, api_secret=fake_vonage.SECRET)
    client = Vonage(auth, HttpClientOptions(max_retries=0, pool_maxsize=7))
    client.http_client._session.mount("https://", vonage_client.OneRequest())
    text = SmsMessage(to=NUMBER, from_=fake_vonage.SENDER, text=BODY, type="text", client_ref=REF)
    with pytest.raises(requests.ConnectionError):
        client.sms.send(text)
    assert len(vendor.accepted) == 7


@pytest.mark.parametrize("mood", ["silent", "late"])
def test_silence_after_the_request_is_doubt(
    vendor: FakeVonage, api: str, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vonage_client, "ANSWER_SECONDS", 0.3)
    vendor.moods = [mood]
    with pytest.raises(SmsUnknown, match="never came: ReadTimeoutError"):
        send()
    assert (vendor.posts, len(vendor.accepted)) == (1, 1)


@pytest.mark.parametrize("mood", [*sorted(DOUBTFUL), "408", "redirects"])
def test_an_answer_that_proves_nothing_is_doubt(vendor: FakeVonage, api: str, mood: str) -> None:
    vendor.moods = [mood]
    with pytest.raises(SmsUnknown):
        send()
    assert vendor.posts == 1


def test_nobody_listening_may_be_asked_again(vendor: FakeVonage, api: str) -> None:
    vendor.close()
    with pytest.raises(SmsError, match="cannot be reached") as caught:
        send()
    assert (caught.value.permanent, caught.value.fault) == (False, Fault.UNREACHABLE)


def test_an_unknown_host_may_be_asked_again(api: str, settings: Settings) -> None:
    settings.VONAGE_ENDPOINT_URL = "http://nowhere.invalid"
    with pytest.raises(SmsError, match="is not found") as caught:
        send()
    assert (caught.value.permanent, caught.value.fault) == (False, Fault.UNREACHABLE)


def test_a_name_server_that_is_silent_may_be_asked_again(
    vendor: FakeVonage, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the venue's network is down: no worker is killed over it, no text in doubt."""
    answered = threading.Event()
    look_up = socket.getaddrinfo

    def silent(*args: Any, **options: Any) -> Any:
        answered.wait(60)
        return look_up(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    monkeypatch.setattr(vonage_client, "LOOK_UP_SECONDS", 0.2)
    try:
        with pytest.raises(SmsError, match="is not found") as caught:
            send()
    finally:
        answered.set()
    assert not caught.value.permanent
    assert vendor.connections == 0


def test_all_its_waits_together_are_shorter_than_a_task() -> None:
    waits = vonage_client.LOOK_UP_SECONDS + vonage_client.CONNECT_SECONDS
    assert waits + vonage_client.ANSWER_SECONDS < SEND_SECONDS


@pytest.mark.parametrize("mood", ["429", "503"])
def test_too_fast_may_be_asked_again(vendor: FakeVonage, api: str, mood: str) -> None:
    vendor.moods = [mood]
    with pytest.raises(SmsError, match=f"Vonage answered {mood}") as caught:
        send()
    assert (caught.value.permanent, caught.value.fault) == (False, Fault.BUSY)
    assert (vendor.posts, vendor.accepted) == (1, [])


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        ("401", Fault.CREDENTIALS),
        ("402", Fault.CREDIT),
        ("404", Fault.UNKNOWN),
        ("422", Fault.SENDER),
    ],
)
def test_a_refusal_is_final_and_in_our_words(
    vendor: FakeVonage, api: str, mood: str, fault: Fault
) -> None:
    vendor.moods = [mood]
    with pytest.raises(SmsError, match=f"Vonage answered {mood}") as caught:
        send()
    assert (caught.value.permanent, caught.value.fault) == (True, fault)
    assert (vendor.posts, vendor.accepted) == (1, [])


@pytest.mark.parametrize(
    ("status", "is_permanent", "fault"),
    [
        (1, False, Fault.BUSY),
        (5, False, Fault.NETWORK),
        (10, False, Fault.BUSY),
        (3, True, Fault.CONTENT),
        (4, True, Fault.CREDENTIALS),
        (7, True, Fault.BLOCKED),
        (9, True, Fault.CREDIT),
        (15, True, Fault.SENDER),
        (29, True, Fault.COUNTRY),
        (77, True, Fault.UNKNOWN),
    ],
)
def test_the_sms_api_refuses_within_an_answer(
    vendor: FakeVonage, settings: Settings, status: int, is_permanent: bool, fault: Fault
) -> None:
    use_vonage(settings, vendor, "sms")
    vendor.moods = [f"refuses {status}"]
    with pytest.raises(SmsError, match=f"Vonage answered {status} Refused") as caught:
        send()
    assert (caught.value.permanent, caught.value.fault) == (is_permanent, fault)
    assert NUMBER not in str(caught.value)


def test_all_parts_of_a_long_text_count_as_one(vendor: FakeVonage, settings: Settings) -> None:
    use_vonage(settings, vendor, "sms")
    vendor.moods = ["multipart"]
    assert send(body="a" * 300) == vendor.accepted[0].id


def test_a_text_of_which_one_part_was_taken_is_not_sent_again(
    vendor: FakeVonage, settings: Settings
) -> None:
    use_vonage(settings, vendor, "sms")
    vendor.moods = ["partial"]
    with pytest.raises(SmsUnknown, match="took 1 of 2 parts: 1 Throttled"):
        send(body="a" * 300)


@pytest.mark.parametrize("channel", ["mms", "whatsapp"])
def test_a_picture_goes_along_where_the_sender_can(
    vendor: FakeVonage, settings: Settings, channel: str
) -> None:
    use_vonage(settings, vendor, "messages")
    send(picture_url=PICTURE, channel=channel)
    send(channel=channel)
    picture, text = vendor.accepted
    assert picture.fields["channel"] == channel
    assert picture.fields["image"] == {"url": PICTURE, "caption": BODY}
    without = "whatsapp" if channel == "whatsapp" else "sms"
    assert (text.fields["channel"], text.text) == (without, BODY)
    assert vendor.complaints == []


def test_a_picture_stays_a_link_where_the_sender_cannot(
    vendor: FakeVonage, settings: Settings
) -> None:
    use_vonage(settings, vendor, "sms")
    send(picture_url=PICTURE, channel="mms")
    assert (vendor.complaints, vendor.accepted[0].text) == ([], BODY)


def test_an_event_may_have_a_sender_of_its_own(vendor: FakeVonage, api: str) -> None:
    send(sender="AdaAndBen")
    assert vendor.accepted[0].fields["from"] == "AdaAndBen"


def test_the_longest_text_and_reference_go_through(vendor: FakeVonage, api: str) -> None:
    send(body="a" * 1000, client_ref="r" * 120)
    (text,) = vendor.accepted
    assert (text.text, text.client_ref) == ("a" * 1000, "r" * 100)


@pytest.mark.parametrize("change", [{"to": "+1"}, {"to": "nobody"}, {"body": "a" * 1001}])
def test_what_cannot_be_sent_is_refused_here(
    vendor: FakeVonage, settings: Settings, change: dict[str, str]
) -> None:
    use_vonage(settings, vendor, "messages")
    with pytest.raises(SmsError) as caught:
        send(**change)
    assert caught.value.permanent
    assert vendor.posts == 0


def test_neither_numbers_nor_secrets_are_logged_or_quoted(
    vendor: FakeVonage, api: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vendor.moods = ["422", "500", "html", "drops_after", "accepts"]
    for _ in range(4):
        with pytest.raises((SmsError, SmsUnknown)) as caught:
            send()
        assert "5550123" not in str(caught.value)
    send()
    assert "5550123" not in caplog.text
    assert "booth.example.org/s/" not in caplog.text
    assert fake_vonage.SECRET not in caplog.text


def test_a_stranger_with_a_wrong_certificate_has_seen_nothing() -> None:
    """urllib3 and requests wrap it three times; the handshake comes before the request."""
    inner = ssl.SSLCertVerificationError("certificate verify failed")
    from urllib3.exceptions import MaxRetryError, SSLError
    from urllib3.poolmanager import PoolManager

    pool = PoolManager().connection_from_url("https://api.nexmo.com")
    error = requests.exceptions.SSLError(MaxRetryError(pool, "/", SSLError(inner)))
    assert vonage_client.never_sent(error)
    broken = SSLError(ssl.SSLError("bad record mac"))
    assert not vonage_client.never_sent(requests.exceptions.SSLError(broken))


def test_a_host_that_swallows_the_handshake_may_be_asked_again(
    api: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vonage_client, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as first:
        first.connect(full.getsockname())  # fills the queue of those who wait
        waiting = []
        for _ in range(3):
            waiter = socket.socket()
            waiter.setblocking(False)
            waiter.connect_ex(full.getsockname())
            waiting.append(waiter)
        settings.VONAGE_ENDPOINT_URL = f"http://127.0.0.1:{full.getsockname()[1]}"
        with pytest.raises(SmsError, match="ConnectTimeoutError") as caught:
            send()
        assert not caught.value.permanent
        for waiter in waiting:
            waiter.close()


@pytest.mark.parametrize(
    ("api", "name"),
    [
        ("messages", "VONAGE_APPLICATION_ID"),
        ("messages", "VONAGE_PRIVATE_KEY"),
        ("messages", "VONAGE_SENDER"),
        ("sms", "VONAGE_API_KEY"),
        ("sms", "VONAGE_API_SECRET"),
        ("sms", "VONAGE_SENDER"),
    ],
)
def test_a_backend_without_its_settings_costs_nobody_a_text(
    vendor: FakeVonage, settings: Settings, api: str, name: str
) -> None:
    use_vonage(settings, vendor, api)
    settings.VONAGE_SIGNATURE_SECRET = ""
    setattr(settings, name, "")
    with pytest.raises(ImproperlyConfigured, match=name):
        get_backend()


def test_an_unknown_method_of_signing_costs_nobody_a_text(
    vendor: FakeVonage, settings: Settings
) -> None:
    use_vonage(settings, vendor, "signed sms")
    settings.VONAGE_SIGNATURE_METHOD = "crc32"
    with pytest.raises(ImproperlyConfigured, match="VONAGE_SIGNATURE_METHOD"):
        get_backend()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (lambda pem, path: {"VONAGE_PRIVATE_KEY": pem.replace("\n", "\\n")}, "escaped"),
        (lambda pem, path: {"VONAGE_PRIVATE_KEY_PATH": str(path)}, "path"),
    ],
)
def test_takes_the_key_in_any_form(
    vendor: FakeVonage, settings: Settings, tmp_path: Any, form: Callable[..., Any], name: str
) -> None:
    use_vonage(settings, vendor, "messages")
    settings.VONAGE_PRIVATE_KEY = ""
    path = tmp_path / "private"  # Vonage's SDK would want a file extension
    path.write_text(fake_vonage.application_pem())
    for setting, value in form(fake_vonage.application_pem(), path).items():
        setattr(settings, setting, value)
    send()
    assert (vendor.complaints, len(vendor.accepted)) == ([], 1)
