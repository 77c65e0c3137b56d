"""Only what Vonage signed, for us, just now, is taken; all else changes nothing."""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from messaging.models import DeliveryReceipt, InboundText
from messaging.sms.vonage_signatures import METHODS, sign
from tests.messaging.fake_vonage import ID, KEY, SIGNATURE_SECRET
from tests.messaging.vonage_posts import (
    INBOUND,
    MESSAGES_INBOUND,
    MESSAGES_STATUS,
    SMS_INBOUND,
    SMS_STATUS,
    STATUS,
    post_form,
    post_json,
    signed,
    token,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture(autouse=True)
def account(settings: Settings) -> None:
    settings.VONAGE_SIGNATURE_SECRET = SIGNATURE_SECRET
    settings.VONAGE_API_KEY, settings.VONAGE_APPLICATION_ID = KEY, ID


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def taken() -> int:
    return DeliveryReceipt.objects.count() + InboundText.objects.count()


@pytest.mark.parametrize(
    ("address", "fields"), [(STATUS, MESSAGES_STATUS), (INBOUND, MESSAGES_INBOUND)]
)
def test_takes_the_messages_apis_token(
    client: Client, address: str, fields: dict[str, Any]
) -> None:
    assert post_json(client, address, fields).status_code == 200
    assert taken() == 1


@pytest.mark.parametrize("way", ["get", "form", "json"])
@pytest.mark.parametrize(("address", "fields"), [(STATUS, SMS_STATUS), (INBOUND, SMS_INBOUND)])
def test_takes_the_sms_apis_signature(
    client: Client, address: str, fields: dict[str, Any], way: str
) -> None:
    answers: dict[str, Callable[[], Any]] = {
        "get": lambda: client.get(address, signed(fields)),
        "form": lambda: post_form(client, address, signed(fields)),
        "json": lambda: client.post(address, json.dumps(signed(fields)), JSON),
    }
    assert answers[way]().status_code == 200
    assert taken() == 1


def test_the_signature_is_the_documented_one() -> None:
    """The example of Vonage's guide: & and = in values count as _, names are sorted."""
    params = {"timestamp": 1461605396, "message": "a&b=c", "api_key": "x", "sig": "left out"}
    plain = "&api_key=x&message=a_b_c&timestamp=1461605396"
    md5 = hashlib.md5(f"{plain}s3".encode(), usedforsecurity=False)
    assert sign(params, "s3", "md5hash") == md5.hexdigest()
    assert sign(params, "s3", "sha256") == hmac.digest(b"s3", plain.encode(), "sha256").hex()


@pytest.mark.parametrize("method", METHODS)
def test_takes_the_method_that_is_set_in_any_case(
    client: Client, settings: Settings, method: str
) -> None:
    settings.VONAGE_SIGNATURE_METHOD = method
    fields = signed(SMS_STATUS, method)
    shouted = {**fields, "sig": fields["sig"].upper()}
    assert post_form(client, STATUS, shouted).status_code == 200


@pytest.mark.parametrize("other", METHODS[1:])
def test_refuses_another_method(client: Client, other: str) -> None:
    assert post_form(client, STATUS, signed(SMS_STATUS, other)).status_code == 401
    assert taken() == 0


def test_refuses_all_parameters_where_the_method_is_none(
    client: Client, settings: Settings
) -> None:
    settings.VONAGE_SIGNATURE_METHOD = "crc32"
    assert post_form(client, STATUS, signed(SMS_STATUS)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"secret": "another secret, of another account"},
        {"payload_hash": hashlib.sha256(b"another body").hexdigest()},
        {"payload_hash": None},
        {"payload_hash": 5},
        {"iat": None},
        {"iat": "yesterday"},
        {"api_key": "elsewhere"},
        {"application_id": "elsewhere"},
    ],
)
def test_refuses_tokens_that_are_not_vonages(client: Client, claims: dict[str, Any]) -> None:
    answer = post_json(client, STATUS, MESSAGES_STATUS, **claims)
    assert (answer.status_code, taken()) == (401, 0)


@pytest.mark.parametrize(("claim", "seconds"), [("iat", -400), ("iat", 300), ("exp", -100)])
def test_refuses_tokens_that_are_not_fresh(client: Client, claim: str, seconds: int) -> None:
    answer = post_json(client, STATUS, MESSAGES_STATUS, **{claim: time.time() + seconds})
    assert (answer.status_code, taken()) == (401, 0)


@pytest.mark.parametrize("age", [-30, 0, 240])
def test_takes_what_is_young_enough(client: Client, age: int) -> None:
    assert post_json(client, STATUS, MESSAGES_STATUS, iat=time.time() - age).status_code == 200
    stamp = str(int(time.time()) - age)
    assert post_form(client, STATUS, signed(SMS_STATUS, timestamp=stamp)).status_code == 200


def unsigned_token(body: bytes) -> str:
    """A token that says of itself that it needs no signature."""
    parts = [{"alg": "none", "typ": "JWT"}, json.loads(_claims(token(body)))]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*coded, b""]).decode()


def _claims(encoded: str) -> bytes:
    middle = encoded.split(".")[1]
    return base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer ÿÿ", "Basic YTpi", "none"]
)
def test_refuses_what_is_unsigned(client: Client, header: str) -> None:
    body = json.dumps(MESSAGES_STATUS)
    answer = client.post(STATUS, body, JSON, headers={"Authorization": header})
    assert (answer.status_code, taken()) == (401, 0)
    nothing = client.post(STATUS, body, JSON, headers={"Authorization": unsigned_token(b"")})
    assert nothing.status_code == 401


def test_refuses_a_token_without_a_signature(client: Client) -> None:
    body = json.dumps(MESSAGES_STATUS).encode()
    bearer = f"Bearer {unsigned_token(body)}"
    answer = client.post(STATUS, body, JSON, headers={"Authorization": bearer})
    assert (answer.status_code, taken()) == (401, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"sig": None},
        {"sig": ""},
        {"sig": "0" * 32},
        {"timestamp": None},
        {"status": "failed"},
        {"messageId": "another"},
        {"extra": "1"},
    ],
)
def test_refuses_parameters_that_were_changed(client: Client, change: dict[str, Any]) -> None:
    fields = {**signed(SMS_STATUS), **change}
    kept = {name: value for name, value in fields.items() if value is not None}
    assert post_form(client, STATUS, kept).status_code == 401
    assert client.get(STATUS, kept).status_code == 401
    assert taken() == 0


@pytest.mark.parametrize("stamp", ["", "soon", "0", "nan", "inf", str(int(time.time()) - 400)])
def test_refuses_parameters_signed_long_ago(client: Client, stamp: str) -> None:
    assert post_form(client, STATUS, signed(SMS_STATUS, timestamp=stamp)).status_code == 401
    assert taken() == 0


def test_refuses_another_accounts_parameters(client: Client) -> None:
    fields = signed({**SMS_STATUS, "api-key": "elsewhere"})
    assert post_form(client, STATUS, fields).status_code == 401


@pytest.mark.parametrize("address", [STATUS, INBOUND])
def test_refuses_everything_without_a_secret(
    client: Client, settings: Settings, address: str
) -> None:
    settings.VONAGE_SIGNATURE_SECRET = ""
    assert post_json(client, address, MESSAGES_STATUS).status_code == 401
    empty = {**SMS_STATUS, "timestamp": str(int(time.time()))}
    forged = {**empty, "sig": sign(empty, "", "md5hash")}
    assert post_form(client, address, forged).status_code == 401
    assert taken() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"[" * 30_000, b"\xff\xfe", b"{}"]
)
def test_signed_garbage_is_a_bad_request(client: Client, body: bytes) -> None:
    assert post_json(client, STATUS, body).status_code == 400
    assert post_json(client, INBOUND, body).status_code == 400
    assert taken() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 30_000])
def test_unsigned_garbage_is_no_better(client: Client, body: bytes) -> None:
    assert client.post(STATUS, body, JSON).status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_another_content_type_is_a_bad_request(client: Client, kind: str) -> None:
    body = json.dumps(MESSAGES_STATUS).encode()
    headers = {"Authorization": f"Bearer {token(body)}"}
    assert client.post(STATUS, body, kind, headers=headers).status_code == 400
    assert taken() == 0


def test_an_oversized_body_is_a_bad_request(client: Client) -> None:
    huge = {**MESSAGES_INBOUND, "text": "a" * 70_000}
    assert post_json(client, INBOUND, huge).status_code == 400
    assert (
        post_form(client, INBOUND, signed({**SMS_INBOUND, "text": "a" * 70_000})).status_code == 400
    )
    assert taken() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)(STATUS).status_code == 405


@pytest.mark.parametrize("address", [STATUS, INBOUND])
def test_a_person_who_opens_the_address_is_told(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (401, b"Not signed by Vonage.\n")


def test_no_log_has_the_number(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(STATUS, signed(SMS_STATUS))
    client.get(STATUS, SMS_STATUS)
    client.get(INBOUND, signed({**SMS_INBOUND, "messageId": ""}))
    post_json(client, INBOUND, MESSAGES_INBOUND)
    post_json(client, INBOUND, MESSAGES_INBOUND, iat=0)
    assert "a webhook was refused" in caplog.text
    assert "5550123" not in caplog.text


def test_the_web_server_keeps_no_addresses() -> None:
    """Not even where somebody starts it without --no-access-log: webhooks by GET hold numbers."""
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.INFO)
