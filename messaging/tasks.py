"""Background work of texts. A task takes a primary key and calls one service."""

from celery import shared_task

from gallery.queue import MESSAGE, enqueue
from messaging import services
from messaging.models import Message

SWEEP_BATCH = 200
# A backend that takes longer is given up: by an exception, then by killing the process. Both
# come before `STALE_SENDING`, so that what is stale has nobody working on it, and within the
# time that a worker is given to stop, so that stopping it leaves no text in doubt.
SEND_SECONDS = 15
KILL_SECONDS = 18
# Longer waits are left to the sweep: Celery keeps a countdown in a worker's memory, and Redis
# hands it out a second time after the visibility timeout.
LONGEST_COUNTDOWN = 30
# So that clocks agree that the time has come.
A_MOMENT = 0.05


@shared_task(soft_time_limit=SEND_SECONDS, time_limit=KILL_SECONDS)
def deliver(pk: int) -> None:
    wait = services.send_message(pk=pk)
    if wait is not None and wait.total_seconds() <= LONGEST_COUNTDOWN:
        countdown = wait.total_seconds() + A_MOMENT
        deliver.apply_async((pk,), countdown=countdown, priority=MESSAGE)


@shared_task
def sweep() -> None:
    """Find what a lost task left behind, and what a dead worker may or may not have sent."""
    services.give_up_stranded()
    waiting = Message.objects.lost().order_by("next_attempt_at")
    for pk in waiting.values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue(services.DELIVER, pk, priority=MESSAGE)


@shared_task
def forget() -> None:
    """Erase the numbers of events that are over and purged, and what belongs to nothing."""
    services.erase_purged_events()
    services.forget_orphans()
    services.forget_strangers()


@shared_task
def warn_of_budget(pk: int) -> None:
    services.warn_owners(pk=pk)
