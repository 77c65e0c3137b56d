"""Webhooks as Vonage sends them: documented payloads, signed as documented."""

import hashlib
import json
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from django.test import Client

from messaging.sms.vonage_signatures import sign
from tests.messaging.fake_vonage import ID, KEY, SIGNATURE_SECRET

STATUS, INBOUND = "/webhooks/vonage/status/", "/webhooks/vonage/inbound/"
MESSAGE_UUID = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"

# https://developer.vonage.com/en/api/messages#message-status
MESSAGES_STATUS: dict[str, Any] = {
    "message_uuid": MESSAGE_UUID,
    "to": "14155550123",
    "from": "12015550100",
    "timestamp": "2026-05-02T18:04:05Z",
    "status": "delivered",
    "usage": {"currency": "EUR", "price": "0.0333"},
    "client_ref": "",
    "channel": "sms",
    "destination": {"network_code": "31026"},
    "sms": {"count_total": "1"},
}
MESSAGES_ERROR = {
    "type": "https://developer.vonage.com/api-errors/messages#1240",
    "title": "1240",
    "detail": "Illegal Number - 14155550123 has sent STOP",
    "instance": "bf0ca0bf927b3b52e3cb03217e1a1ddf",
}
# https://developer.vonage.com/en/api/messages#inbound-message
MESSAGES_INBOUND: dict[str, Any] = {
    "channel": "sms",
    "message_uuid": MESSAGE_UUID,
    "to": "12015550100",
    "from": "14155550123",
    "timestamp": "2026-05-02T18:04:05Z",
    "text": "Stop",
    "message_type": "text",
    "sms": {"num_messages": "1", "keyword": "STOP"},
    "usage": {"price": "0.0123", "currency": "EUR"},
    "origin": {"network_code": "31026"},
}
# https://developer.vonage.com/en/api/sms#delivery-receipt
SMS_STATUS: dict[str, Any] = {
    "msisdn": "14155550123",
    "to": "12015550100",
    "network-code": "31026",
    "messageId": "0A0000001234567B",
    "price": "0.03330000",
    "status": "delivered",
    "scts": "2605021804",
    "err-code": "0",
    "api-key": KEY,
    "client-ref": "",
    "message-timestamp": "2026-05-02 18:04:05",
    "nonce": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
}
# https://developer.vonage.com/en/api/sms#inbound-sms
SMS_INBOUND: dict[str, Any] = {
    "api-key": KEY,
    "msisdn": "14155550123",
    "to": "12015550100",
    "messageId": "0A0000000123ABCD1",
    "text": "Stop & never = again",
    "type": "text",
    "keyword": "STOP",
    "message-timestamp": "2026-05-02 18:04:05",
    "nonce": "bbbbbbbb-bbbb-cccc-dddd-0123456789ab",
}


def token(body: bytes, *, secret: str = SIGNATURE_SECRET, **changes: Any) -> str:
    """Return the JWT of a body; a claim of None is left out."""
    claims = {
        "iat": int(time.time()),
        "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": KEY,
        "application_id": ID,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm="HS256")


def post_json(client: Client, address: str, fields: Any, **claims: Any) -> Any:
    """Post as the Messages API does."""
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    bearer = f"Bearer {token(body, **claims)}"
    return client.post(address, body, "application/json", headers={"Authorization": bearer})


def signed(fields: dict[str, Any], method: str = "md5hash", **changes: Any) -> dict[str, Any]:
    """Return parameters of the SMS API with their time and signature."""
    stamped = {**fields, "timestamp": str(int(time.time())), **changes}
    return {**stamped, "sig": sign(stamped, SIGNATURE_SECRET, method)}


def post_form(client: Client, address: str, fields: dict[str, Any]) -> Any:
    return client.post(address, urlencode(fields), "application/x-www-form-urlencoded")
