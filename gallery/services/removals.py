"""Keep the record of what was deleted for good: numbers, no faces."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gallery.models import Event, Removal


@dataclass(frozen=True)
class Removed:
    """How much one step deleted."""

    snaps: int = 0
    strips: int = 0
    share_links: int = 0
    files: int = 0
    size: int = 0

    def __add__(self, other: "Removed") -> "Removed":
        mine, theirs = asdict(self), asdict(other)
        return Removed(**{name: mine[name] + theirs[name] for name in mine})


def record(event: Event, reason: str, removed: Removed) -> None:
    """Add to the event's record: one for its end, else one for each reason and day (UTC)."""
    now = timezone.now()
    with transaction.atomic():
        known = Removal.objects.filter(event_public_id=event.public_id, reason=reason)
        if reason != Removal.Reason.EXPIRED:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            known = known.filter(removed_at__gte=midnight)
        latest = known.first()
        if latest is None:
            Removal.objects.create(
                event_public_id=event.public_id,
                event_name=event.name,
                reason=reason,
                removed_at=now,
                **asdict(removed),
            )
            return
        more = {name: F(name) + value for name, value in asdict(removed).items()}
        Removal.objects.filter(pk=latest.pk).update(removed_at=now, **more)
