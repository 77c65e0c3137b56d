"""The page of a guest from afar: by invitation, on a phone, without an account."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from booth.guests import NotInvited, invitation_by
from booth.models import Invitation
from booth.video import get_backend
from gallery.models import Event
from gallery.models.sharing import TOKEN_PATTERN
from gallery.ratelimits import client_address, take_a_try
from gallery.views.doors import too_many_tries


@require_safe
@ensure_csrf_cookie
@never_cache
def join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Welcome a guest from afar; or say, kindly, why there is nothing to come to."""
    invitation = _invitation(slug, token)
    if invitation is None:
        if wait := take_a_try("invitation", client_address(request)):
            return too_many_tries(request, wait, back=reverse("gallery:home"))
        return _page(request, "booth/join_ended.html", {}, status=410)
    context: dict[str, Any] = {"event": invitation.event}
    if not get_backend().is_live:
        return _page(request, "booth/join_not_here.html", context)
    return _page(request, "booth/join.html", {**context, "config": join_config(invitation)})


def _invitation(slug: str, token: str) -> Invitation | None:
    if not TOKEN_PATTERN.match(token):  # PostgreSQL bears no NUL, not even in a question
        return None
    try:
        invitation = invitation_by(token)
    except NotInvited:
        return None
    return invitation if invitation.event.slug == slug else None


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    # The address is the key to the door: no other page is to learn it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def join_config(invitation: Invitation) -> dict[str, Any]:
    """What the page's modules need to know."""
    event = invitation.event
    return {
        "invitation": invitation.token,
        "event": {
            "slug": event.slug,
            "name": event.name,
            "dateText": date_format(event.date, "j F Y"),
            # Where the gallery is for staff alone, strips are too.
            "givesLinks": event.gallery_privacy != Event.GalleryPrivacy.STAFF,
        },
        "urls": {
            "join": reverse("booth-api:join"),
            "leave": reverse("booth-api:join-leave"),
            "video": reverse("booth-api:join-video"),
            "frames": reverse("booth-api:join-frames"),
            "shareBase": f"{settings.SITE_URL}/s/",
        },
        "darkroom": static("dist/booth/darkroom.worker.js"),
    }
