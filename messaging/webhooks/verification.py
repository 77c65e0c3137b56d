"""Is this webhook Vonage's, whole and fresh?

Messages API: a JWT signed with the account's signature secret, with the hash of the body.
https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
SMS API: parameters (query, form or JSON) with `timestamp` and `sig`.
https://developer.vonage.com/en/getting-started/concepts/signing-messages
"""

import hashlib
import json
import time
from enum import StrEnum
from hmac import compare_digest
from typing import Any

import jwt
from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

from messaging.sms.vonage_signatures import METHODS, sign

# Seconds since it was signed, and by how much Vonage's clock may be ahead of ours.
LONGEST_AGE = 300
CLOCK_SKEW = 60
# Bytes; a receipt has under one thousand, the longest inbound text a few thousand.
LARGEST_BODY = 64 * 1024

Fields = dict[str, Any]


class Api(StrEnum):
    MESSAGES = "messages"
    SMS = "sms"


class BadSignature(Exception):
    """Not signed by Vonage, or not for this account, or too old."""


class BadWebhook(Exception):
    """Nothing that either API sends."""


def verified(request: HttpRequest) -> tuple[Api, Fields]:
    """Return which API speaks and what it says; raises BadSignature or BadWebhook."""
    body = _body(request)
    if not settings.VONAGE_SIGNATURE_SECRET:
        raise BadSignature("VONAGE_SIGNATURE_SECRET is empty")
    way, _, token = request.headers.get("Authorization", "").partition(" ")
    if way.lower() == "bearer":
        _verify_token(token.strip(), body)
        return Api.MESSAGES, _json(request, body)
    fields = _sms_fields(request, body)
    _verify_sig(fields)
    return Api.SMS, fields


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        raise BadWebhook("too large")
    try:
        body = request.body
    except UnreadablePostError:
        raise BadWebhook("cut short") from None
    if len(body) > LARGEST_BODY:
        raise BadWebhook("too large")
    return body


def _json(request: HttpRequest, body: bytes) -> Fields:
    if request.content_type != "application/json":
        raise BadWebhook("not of type application/json")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise BadWebhook("no JSON") from None
    if not isinstance(fields, dict):
        raise BadWebhook("no JSON object")
    return fields


def _sms_fields(request: HttpRequest, body: bytes) -> Fields:
    if request.method == "GET":
        return request.GET.dict()
    if request.content_type == "application/x-www-form-urlencoded":
        return request.POST.dict()
    return _json(request, body)


def _verify_token(token: str, body: bytes) -> None:
    try:
        claims = jwt.decode(
            token,
            settings.VONAGE_SIGNATURE_SECRET,
            algorithms=["HS256"],
            leeway=CLOCK_SKEW,
            options={"verify_aud": False, "verify_iat": False},
        )
    except jwt.PyJWTError as error:
        raise BadSignature(f"its token is not valid: {type(error).__name__}") from None
    _verify_age(claims.get("iat"))
    if not _equal(claims.get("payload_hash"), hashlib.sha256(body).hexdigest()):
        raise BadSignature("its body is not what was signed")
    _verify_owner(claims.get("api_key"), settings.VONAGE_API_KEY)
    _verify_owner(claims.get("application_id"), settings.VONAGE_APPLICATION_ID)


def _verify_sig(fields: Fields) -> None:
    method = settings.VONAGE_SIGNATURE_METHOD
    if method not in METHODS:
        raise BadSignature("VONAGE_SIGNATURE_METHOD is no method of theirs")
    expected = sign(fields, settings.VONAGE_SIGNATURE_SECRET, method)
    if not _equal(fields.get("sig"), expected):
        raise BadSignature("it is not signed, or not with our secret and method")
    _verify_age(fields.get("timestamp"))
    _verify_owner(fields.get("api-key"), settings.VONAGE_API_KEY)


def _verify_age(signed_at: object) -> None:
    """Refuse what is old: somebody may have kept it. What is young and known is a repeat."""
    try:
        age = time.time() - float(str(signed_at))
    except ValueError:
        raise BadSignature("it does not say when it was signed") from None
    if not -CLOCK_SKEW <= age <= LONGEST_AGE:
        raise BadSignature(f"it was signed {age:.0f} seconds ago")


def _verify_owner(told: object, ours: str) -> None:
    """Refuse another account's or application's webhook, where it names one and we know ours."""
    if told and ours and told != ours:
        raise BadSignature("it is for another account or application")


def _equal(told: object, expected: str) -> bool:
    """Compare in constant time; Vonage writes some signatures in capitals."""
    return isinstance(told, str) and compare_digest(told.lower().encode(), expected.encode())
