"""What a shared link opens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gallery.access import may_see
from gallery.models import Event, ShareLink, Snap, Strip
from gallery.models.sharing import TOKEN_PATTERN
from gallery.opens import count_open
from gallery.renditions import scaled_size
from gallery.views.images import picture_response


@never_cache
def share(request: HttpRequest, token: str) -> HttpResponse:
    """One shared photo; or, in words, why there is none (yet)."""
    link = _link(token)
    if link is None:
        # The booth shows the QR code before the photo has arrived here: it may be on its way.
        is_mistyped = not TOKEN_PATTERN.match(token)
        waiting: dict[str, object] = {"is_known": False, "is_mistyped": is_mistyped}
        return _page(request, "gallery/share_waiting.html", waiting, status=404)
    if not link.is_alive() or link.photo.is_ruled_out:
        return _page(request, "gallery/share_gone.html", _gone(request, link), status=410)
    if not _is_ready(link.photo):
        return _page(request, "gallery/share_waiting.html", {"link": link, "is_known": True})
    count_open(request, link)
    return _page(request, "gallery/share.html", _shared(request, link))


def _shared(request: HttpRequest, link: ShareLink) -> dict[str, object]:
    """`picture` is the one to keep, `shown` the one on the page, with its size in pixels."""
    photo = link.photo
    picture = shown = "strip.jpg" if link.strip_id else "photo.jpg"
    size = (photo.width or 1, photo.height or 1)
    srcset = ""
    # Copies have no filter but the strip's own.
    if photo.rendition_widths and (link.strip_id or link.filter == "natural"):
        copies = {f"w{name}.webp": scaled_size(*size, name) for name in photo.rendition_widths}
        shown, size = max(copies.items(), key=lambda copy: copy[1])
        base = link.get_absolute_url()
        srcset = ", ".join(f"{base}{name} {width}w" for name, (width, _) in copies.items())
    return {
        "link": link,
        "event": link.event,
        "photo": photo,
        "is_strip": link.strip_id is not None,
        "picture": picture,
        "shown": shown,
        "srcset": srcset,
        # The photo of a party that is not open to all does not go into chats' and crawlers' stores.
        "has_preview": link.event.gallery_privacy == Event.GalleryPrivacy.LINK,
        "preview": shown.replace(".webp", ".jpg"),  # not every crawler reads WebP
        "shown_width": size[0],
        "shown_height": size[1],
        "gallery_is_open": may_see(request, link.event),
    }


def _gone(request: HttpRequest, link: ShareLink) -> dict[str, object]:
    return {
        "link": link,
        "event": link.event,
        "has_expired": link.expires_at <= timezone.now() or link.event.is_over,
        "gallery_is_open": may_see(request, link.event),
    }


def _page(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def share_image(request: HttpRequest, token: str, picture: str) -> HttpResponse:
    """`photo.jpg`, `strip.jpg` or a copy such as `w640.webp` of a shared link that is alive."""
    link = _link(token)
    if link is None or not link.is_alive() or not _is_ready(link.photo):
        raise Http404
    return picture_response(request, link.photo, picture, link.filter)


def _link(token: str) -> ShareLink | None:
    if not TOKEN_PATTERN.match(token):  # PostgreSQL bears no NUL, not even in a question
        return None
    return (
        ShareLink.objects.select_related("event", "snap__event", "strip__event")
        .filter(token=token)
        .first()
    )


def _is_ready(photo: Snap | Strip) -> bool:
    has_picture = isinstance(photo, Snap) or bool(photo.image)
    return has_picture and photo.is_allowed
