"""Workers killed with -9 in the middle of 200 texts: what arrived at the vendor is counted.

Whatever is killed, no text goes out twice and none is lost: each was taken once by the vendor,
or says that it is not known whether it was.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.celery import app
from gallery.models import ShareLink
from messaging.models import STALE_SENDING, EventMessaging, Message
from tests.messaging.fake_vonage import FakeVonage
from tests.messaging.orders import make_message
from tests.messaging.vonage_workers import VonageWorkers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Status = Message.Status
COUNT, JOBS = 200, 4
FIRST_KILL, JOB_KILL, SECOND_KILL = 40, 80, 120
PATIENCE, SWEEP_EVERY = 90, 10  # seconds
SETTLED = {Status.SUBMITTED, Status.UNKNOWN}


@pytest.fixture
def vendor() -> Iterator[FakeVonage]:
    with FakeVonage() as vendor:
        # A real one takes longer; so that some texts are on their way when the axe falls.
        vendor.delay = 0.02
        yield vendor


@pytest.fixture
def workers(tmp_path: Path, vendor: FakeVonage) -> Iterator[VonageWorkers]:
    workers = VonageWorkers(tmp_path, vendor, concurrency=JOBS)
    yield workers
    workers.kill()


@pytest.fixture
def generous(share: ShareLink, settings: Settings) -> None:
    """No limit, and money for all."""
    for name in ("NUMBER_HOUR", "NUMBER_DAY", "BOOTH_MINUTE", "EVENT_HOUR", "EVENT_DAY"):
        setattr(settings, f"SMS_LIMIT_{name}", 0)
    settings.SMS_BUDGET = 10_000
    EventMessaging.objects.for_event(share.event)


def wait_until(condition: Callable[[], bool], workers: VonageWorkers) -> None:
    """Wait for as long as something moves; sweep as the clock does."""
    seen: object = None
    moved_at = swept_at = time.monotonic()
    while not condition():
        now = time.monotonic()
        if (news := (statuses(), workers.vendor.connections)) != seen:
            seen, moved_at = news, now
        assert now - moved_at < PATIENCE, f"{seen}\n{workers.log()[-5000:]}"
        if now - swept_at > SWEEP_EVERY:
            swept_at = now
            app.send_task("messaging.tasks.sweep")
        time.sleep(0.05)


def statuses() -> Counter[str]:
    return Counter(Message.objects.values_list("status", flat=True))


def when_accepted(vendor: FakeVonage, count: int) -> threading.Event:
    reached = threading.Event()

    def note(accepted: int) -> None:
        if accepted >= count:
            reached.set()

    vendor.on_accepted = note
    return reached


@pytest.mark.usefixtures("generous")
def test_none_of_200_goes_out_twice_and_none_is_lost(
    share: ShareLink, vendor: FakeVonage, workers: VonageWorkers
) -> None:
    refs = {str(make_message(share).public_id) for _ in range(COUNT)}
    for kills_at in (FIRST_KILL, SECOND_KILL):
        reached = when_accepted(vendor, kills_at)
        workers.start()
        if kills_at == SECOND_KILL:
            wait_until(lambda: len(vendor.accepted) >= JOB_KILL, workers)
            workers.kill_one_job()
        wait_until(reached.is_set, workers)
        workers.kill()
    in_flight = statuses()[Status.SENDING]
    assert 0 < statuses()[Status.QUEUED] < COUNT, "it was not killed in the middle"

    workers.start()
    # What was queued goes out now, and what the dead had in hand comes back, and is left alone.
    wait_until(lambda: set(statuses()) <= {*SETTLED, Status.SENDING}, workers)
    wait_until(lambda: statuses()[Status.SENDING] <= in_flight, workers)
    long_ago = timezone.now() - STALE_SENDING - timedelta(seconds=1)
    Message.objects.filter(status=Status.SENDING).update(sending_at=long_ago)
    app.send_task("messaging.tasks.sweep")
    wait_until(lambda: set(statuses()) <= SETTLED, workers)

    arrived = Counter(text.client_ref for text in vendor.accepted)
    assert arrived.most_common(1)[0][1] == 1, "a guest got the same text twice"
    by_status = {
        status: {
            str(each)
            for each in Message.objects.filter(status=status).values_list("public_id", flat=True)
        }
        for status in SETTLED
    }
    unknown = by_status[Status.UNKNOWN]
    assert by_status[Status.SUBMITTED] | unknown == refs
    assert by_status[Status.SUBMITTED] <= set(arrived)
    assert refs - set(arrived) <= unknown, "a text is lost, and nobody is told"
    # Two workers and one job were killed: nothing else may be in doubt.
    assert len(unknown) <= 2 * JOBS + 1
    assert vendor.complaints == []
    assert "5550123" not in workers.log()


@pytest.mark.usefixtures("generous")
def test_a_vendor_that_hangs_up_gets_each_text_once(
    share: ShareLink, vendor: FakeVonage, workers: VonageWorkers
) -> None:
    vendor.moods = ["accepts", "drops_after", "accepts", "drops_before"] * 5 + ["accepts"]
    refs = {str(make_message(share).public_id) for _ in range(30)}
    workers.start()
    wait_until(lambda: set(statuses()) <= SETTLED, workers)
    arrived = Counter(text.client_ref for text in vendor.accepted)
    assert arrived.most_common(1)[0][1] == 1
    assert statuses() == {Status.SUBMITTED: 20, Status.UNKNOWN: 10}
    assert len(refs - set(arrived)) == 5


@pytest.mark.usefixtures("generous")
def test_a_busy_vendor_gets_each_text_once_later(
    share: ShareLink, vendor: FakeVonage, workers: VonageWorkers
) -> None:
    vendor.moods = ["429", "503", "429", "accepts"]
    refs = {str(make_message(share).public_id) for _ in range(5)}
    workers.start()
    wait_until(lambda: statuses() == {Status.SUBMITTED: 5}, workers)
    assert Counter(text.client_ref for text in vendor.accepted) == dict.fromkeys(refs, 1)
    assert sum(Message.objects.values_list("attempts", flat=True)) == 8
