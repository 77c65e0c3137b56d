"""Make strips of snaps."""

import logging
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from PIL import Image

from gallery import live
from gallery.errors import IdempotencyConflict, UnknownPhoto
from gallery.filters import FILTERS
from gallery.images import InvalidImage, encode_jpeg, open_upright
from gallery.layouts import LAYOUTS
from gallery.models import Companion, Event, Moderation, Snap, Strip, StripFrame, Work
from gallery.models.photos import MAX_ATTEMPTS
from gallery.queue import RENDITION, STRIP, enqueue
from gallery.services.publishing import settle_strip
from gallery.strips import FooterContent, compose_strip

logger = logging.getLogger(__name__)

COMPOSE = "gallery.tasks.compose"
RENDER = "gallery.tasks.render_strip"

GONE = "A photo on it was refused and is no longer kept."
OTHER_STRIP = "This strip's number was already used for another strip."


def create_strip(
    *,
    event: Event,
    snap_keys: Sequence[UUID],
    layout: str,
    strip_filter: str,
    idempotency_key: UUID | None = None,
) -> tuple[Strip, bool]:
    """Order a strip of the snaps with these idempotency keys; return it and whether it is new.

    Raises `UnknownPhoto` when a snap has not arrived, `IdempotencyConflict` when the key was
    used for other snaps. (A known strip whose look was changed since keeps its look.)
    """
    key = idempotency_key or uuid4()
    snaps = _snaps_in_order(event, snap_keys)
    if known := _known_strip(event, key, snaps):
        return known, False
    try:
        with transaction.atomic():
            strip = Strip.objects.create(
                event=event,
                idempotency_key=key,
                layout=layout,
                filter=strip_filter,
                moderation=Moderation.WAITING if event.is_moderated else Moderation.NOT_NEEDED,
            )
            StripFrame.objects.bulk_create(
                StripFrame(strip=strip, snap=snap, position=position)
                for position, snap in enumerate(snaps)
            )
            enqueue(COMPOSE, strip.pk, priority=STRIP)
    except IntegrityError:
        if known := _known_strip(event, key, snaps):
            return known, False
        raise
    return strip, True


def _snaps_in_order(event: Event, keys: Sequence[UUID]) -> list[Snap]:
    found = {
        snap.idempotency_key: snap
        for snap in Snap.objects.filter(event=event, idempotency_key__in=keys)
    }
    missing = [key for key in keys if key not in found]
    if missing:
        raise UnknownPhoto(f"{len(missing)} of the strip's photos have not arrived yet.")
    return [found[key] for key in keys]


def _known_strip(event: Event, key: UUID, snaps: Sequence[Snap]) -> Strip | None:
    known = Strip.objects.filter(event=event, idempotency_key=key).select_related("event")
    strip: Strip | None = known.first()
    if strip is None:
        return None
    if [frame.snap_id for frame in strip.strip_frames.all()] != [snap.pk for snap in snaps]:
        raise IdempotencyConflict(OTHER_STRIP)
    return strip


def restyle_strip(*, strip: Strip, layout: str | None, strip_filter: str | None) -> Strip:
    """Give a strip another layout or filter. Its address and links stay; its picture follows."""
    with transaction.atomic():
        strip = Strip.objects.select_for_update(of=("self",)).get(pk=strip.pk)
        new = (layout or strip.layout, strip_filter or strip.filter)
        if new != (strip.layout, strip.filter):
            strip.layout, strip.filter = new
            strip.revision += 1
            strip.status = Work.QUEUED
            strip.attempts = 0
            strip.failure = ""
            strip.save(
                update_fields=["layout", "filter", "revision", "status", "attempts", "failure"]
            )
            enqueue(COMPOSE, strip.pk, priority=STRIP)
    return strip


def compose_again_with(*, event: Event, snap_key: UUID) -> None:
    """Compose the strips of a snap anew, since a picture that goes with it has come.

    Addresses and links stay. An approval counts for what was looked at: where photos are
    moderated, staff are asked again.
    """
    strips = Strip.objects.filter(
        event=event, snaps__idempotency_key=snap_key, purged_at__isnull=True
    )
    for pk in strips.order_by("pk").values_list("pk", flat=True).distinct():
        strip = Strip.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
        strip.revision += 1
        strip.status, strip.attempts, strip.failure = Work.QUEUED, 0, ""
        if strip.moderation == Moderation.APPROVED and event.is_moderated:
            strip.moderation = Moderation.WAITING
            if strip.is_published:
                strip.published_at = None
                gone = {"kind": "strip", "id": str(strip.public_id)}
                live.publish(strip.event, "public", "removed", gone)
        strip.save(
            update_fields=[
                *("revision", "status", "attempts", "failure"),
                *("moderation", "published_at"),
            ]
        )
        enqueue(COMPOSE, strip.pk, priority=STRIP)


def compose(*, pk: int) -> None:
    """Compose one strip's picture, if nobody else does or has done it."""
    if not Strip.objects.claim(pk):
        return
    strip = Strip.objects.select_related("event").get(pk=pk)
    if failure := _hindrance(strip):
        Strip.objects.filter(pk=pk).update(status=Work.FAILED, failure=failure)
        logger.error("strip %s: %s", strip.public_id, failure)
    else:
        _keep(strip, _draw(strip))
    settle_strip(pk=pk)


def _hindrance(strip: Strip) -> str:
    """Why this strip cannot be made; empty when it can."""
    if strip.attempts > MAX_ATTEMPTS:
        return f"Given up after {MAX_ATTEMPTS} attempts."
    if strip.is_purged or any(snap.is_purged for snap in strip.frames()):
        return GONE
    return ""


def _draw(strip: Strip) -> Image.Image:
    layout = LAYOUTS[strip.layout]
    snaps = strip.frames()
    frames = []
    for snap in snaps:
        with snap.original.open("rb") as file:
            frames.append(open_upright(file, min_size=layout.frame_size))
    return compose_strip(
        frames,
        company=_company(strip.event, snaps, layout.frame_size),
        layout=layout,
        strip_filter=FILTERS[strip.filter],
        footer=footer_content(strip.event),
    )


def _company(
    event: Event, snaps: Sequence[Snap], min_size: tuple[int, int]
) -> list[list[Image.Image]]:
    """For each snap the pictures of the people elsewhere who are in it, in their order."""
    keys = [snap.idempotency_key for snap in snaps]
    pictures: dict[UUID, list[Image.Image]] = {key: [] for key in keys}
    for companion in Companion.objects.shown().filter(event=event, snap_key__in=keys):
        try:
            with companion.picture.open("rb") as file:
                picture = open_upright(file, min_size=min_size)
        except (FileNotFoundError, InvalidImage) as error:
            # Those who are there shall not lose their strip by it; check_storage tells staff.
            logger.warning("%s is left out of a strip: %s", companion, error)
            continue
        pictures[companion.snap_key].append(picture)
    return [pictures[key] for key in keys]


def footer_content(event: Event) -> FooterContent:
    """What is printed at the foot of an event's strips."""
    logo = None
    if event.logo:
        with event.logo.open("rb") as file:
            logo = Image.open(file).convert("RGBA")
    return FooterContent(title=event.name, date_text=date_format(event.date, "j F Y"), logo=logo)


def _keep(strip: Strip, picture: Image.Image) -> None:
    """Store the picture, unless the look was changed, or a face purged, while it was drawn."""
    superseded = _files(strip)
    strip.image.save(
        f"strip-r{strip.revision}.jpg", ContentFile(_printable(strip, picture)), save=False
    )
    unchanged = Strip.objects.filter(pk=strip.pk, revision=strip.revision, purged_at__isnull=True)
    kept = unchanged.update(
        image=strip.image.name,
        picture_revision=strip.revision,
        width=picture.width,
        height=picture.height,
        status=Work.READY,
        rendition_status=Work.QUEUED,
        rendition_widths=[],
        placeholder="",
        attempts=0,
        published_at=None,
    )
    new = str(strip.image.name)
    for name in set(superseded) - {new} if kept else {new}:
        strip.image.storage.delete(name)
    if kept and strip.is_published:
        # Open pages show the old picture: it goes, and the copies bring the new one.
        gone = {"kind": "strip", "id": str(strip.public_id)}
        live.publish(strip.event, "public", "removed", gone)
    if kept:
        enqueue(RENDER, strip.pk, priority=RENDITION)
    else:
        enqueue(COMPOSE, strip.pk, priority=STRIP)


def _files(strip: Strip) -> list[str]:
    """Storage names of the picture that a strip has, and of its copies."""
    if not strip.image:
        return []
    copies = [
        strip.rendition_path(f"w{width}.{extension}")
        for width in strip.rendition_widths
        for extension in ("webp", "jpg")
    ]
    return [str(strip.image.name), *copies]


def _printable(strip: Strip, picture: Image.Image) -> bytes:
    return encode_jpeg(picture, quality=92, dpi=LAYOUTS[strip.layout].dpi, full_colour=True)
