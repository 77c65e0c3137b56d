"""Background work of the booth. A task takes a primary key and calls one service."""

from celery import shared_task

from booth import control, guests, services
from gallery.models import Snap
from gallery.outages import outage_not_counted
from gallery.queue import VERDICT, enqueue

SWEEP_BATCH = 200


@shared_task
def check_snap(pk: int) -> None:
    with outage_not_counted(Snap.objects.all(), pk=pk, field="smile_attempts"):
        services.check_snap(pk=pk)


@shared_task
def sweep() -> None:
    """Enqueue again the smile checks that a lost task or a dead worker left behind."""
    for pk in Snap.objects.needing_smile_check().values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("booth.tasks.check_snap", pk, priority=VERDICT)


@shared_task
def signal_command(pk: int) -> None:
    control.signal_command(pk=pk)


@shared_task
def forget_old_incidents() -> None:
    control.forget_old_incidents()


@shared_task
def forget_guests() -> None:
    guests.forget()
