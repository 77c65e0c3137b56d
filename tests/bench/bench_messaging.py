"""Texts a second, through queue, task, database and a vendor that speaks Vonage's format."""

import http.client
import json
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from tests.bench import Row

if TYPE_CHECKING:
    from tests.messaging.fake_vonage import FakeVonage

COUNT = 400
# Workers are quick after these: the SDK is imported and the key is read.
WARM_UP = 40
# As many as `make run` starts.
JOBS = 2
PATIENCE = 240  # seconds


def run() -> list[Row]:
    from tests.messaging.fake_vonage import FakeVonage

    with FakeVonage() as vendor:
        order = order_texts()
        texts = send_texts(vendor)
        receipt = take_receipts([text.client_ref for text in vendor.accepted])
        floor = bare_posts(vendor.address)
    return [
        Row("order of a text: consent, limits, row, queue", seconds=order),
        Row(
            "text, from queue to the vendor's yes in the database",
            seconds=texts,
            floor=floor,
            note=f"{1 / texts:.0f} a second by {JOBS} jobs, bare POSTs {1 / floor:.0f};"
            f" {COUNT} texts, each with a connection and a JWT of its own",
        ),
        Row(
            "receipt by webhook: verified, booked, answered",
            seconds=receipt,
            note="without a socket; signature, payload_hash and age checked",
        ),
    ]


def order_texts() -> float:
    """Order all texts while nobody works; return the seconds that one took."""
    from django.conf import settings

    from gallery.services.sharing import create_share
    from tests.factories import make_event, make_published_snap
    from tests.messaging.orders import make_message

    for name in ("NUMBER_HOUR", "NUMBER_DAY", "BOOTH_MINUTE", "EVENT_HOUR", "EVENT_DAY"):
        setattr(settings, f"SMS_LIMIT_{name}", 0)
    settings.SMS_BUDGET = 10_000
    event = make_event()
    share = create_share(event=event, photo=make_published_snap(event))[0]
    start = time.perf_counter()
    for _ in range(COUNT):
        make_message(share)
    return (time.perf_counter() - start) / COUNT


def send_texts(vendor: "FakeVonage") -> float:
    """Let workers send them; return the seconds for one, once they are warm."""
    from messaging.models import Message
    from tests.messaging.vonage_workers import VonageWorkers

    times: list[float] = []
    vendor.on_accepted = lambda count: times.append(time.perf_counter())
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        workers = VonageWorkers(Path(folder), vendor, concurrency=JOBS)
        workers.start()
        try:
            deadline = time.monotonic() + PATIENCE
            while Message.objects.filter(status="submitted").count() < COUNT:
                if time.monotonic() > deadline:
                    raise RuntimeError(workers.log()[-3000:])
                time.sleep(0.05)
            end = time.perf_counter()
        finally:
            workers.kill()
    if len(vendor.accepted) != COUNT or vendor.complaints:
        raise RuntimeError(f"{len(vendor.accepted)} of {COUNT} arrived; {vendor.complaints[:3]}")
    return (end - times[WARM_UP - 1]) / (COUNT - WARM_UP)


def take_receipts(refs: list[str]) -> float:
    """Report each text delivered, as Vonage does; return the seconds that one report took."""
    from django.conf import settings
    from django.test import Client

    from messaging.models import Message
    from tests.messaging.fake_vonage import ID, KEY, SIGNATURE_SECRET
    from tests.messaging.vonage_posts import MESSAGES_STATUS, STATUS, post_json

    settings.VONAGE_SIGNATURE_SECRET = SIGNATURE_SECRET
    settings.VONAGE_APPLICATION_ID, settings.VONAGE_API_KEY = ID, KEY
    client = Client()
    start = time.perf_counter()
    for ref in refs:
        report = {**MESSAGES_STATUS, "client_ref": ref, "message_uuid": ref}
        if post_json(client, STATUS, report).status_code != 200:
            raise RuntimeError("a receipt was refused")
    seconds = (time.perf_counter() - start) / len(refs)
    if Message.objects.filter(status="delivered").count() != len(refs):
        raise RuntimeError("not every receipt was booked")
    return seconds


def bare_posts(address: str) -> float:
    """Return the seconds for one POST of the same request, by as many processes at a time."""
    from tests.messaging.fake_vonage import ID, SENDER, application_pem

    each = COUNT // JOBS
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(JOBS, mp_context=fresh) as pool:
        jobs = [
            pool.submit(post_bare, address, application_pem(), ID, SENDER, each)
            for _ in range(JOBS)
        ]
        seconds = [job.result() for job in jobs]
    return max(seconds) / each / JOBS


def post_bare(address: str, pem: str, application: str, sender: str, count: int) -> float:
    """POST `count` texts, each on a new connection, with one token; return the seconds."""
    import jwt

    now = int(time.time())
    claims = {"application_id": application, "iat": now, "exp": now + 900, "jti": str(uuid4())}
    headers = {
        "Authorization": f"Bearer {jwt.encode(claims, pem, algorithm='RS256')}",
        "Content-Type": "application/json",
    }
    text = {"channel": "sms", "message_type": "text", "to": "14155550123", "from": sender}
    host = urlsplit(address).netloc
    start = time.perf_counter()
    for _ in range(count):
        body = json.dumps({**text, "text": "Your photo", "client_ref": str(uuid4())})
        connection = http.client.HTTPConnection(host, timeout=30)
        connection.request("POST", "/v1/messages", body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 202:
            raise RuntimeError(f"the vendor answered {answer.status}")
    return time.perf_counter() - start
