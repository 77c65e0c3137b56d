"""The staff's pages: their events, and the camera page."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from booth import video
from booth.smile.browser import browser_files, checking_service
from gallery import live
from gallery.company import layout_for_page
from gallery.filters import FILTERS
from gallery.layouts import LAYOUTS
from gallery.models import Event


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The events whose booth this person may run."""
    events = Event.objects.run_by(request.user).with_open_takedowns()
    return render(request, "booth/index.html", {"events": events})


@login_required
@ensure_csrf_cookie
@never_cache
def booth(request: HttpRequest, slug: str) -> HttpResponse:
    """The camera page of one event."""
    event = get_object_or_404(Event.objects.run_by(request.user), slug=slug)
    return render(
        request, "booth/booth.html", {"event": event, "config": booth_config(request, event)}
    )


@login_required
@ensure_csrf_cookie
@never_cache
def control(request: HttpRequest, slug: str) -> HttpResponse:
    """Mission control: all booths of one event, from anywhere."""
    event = get_object_or_404(Event.objects.run_by(request.user), slug=slug)
    config = {
        "filters": [{"slug": each.slug, "name": each.name} for each in FILTERS.values()],
        "layouts": [{"slug": each.slug, "name": each.name} for each in LAYOUTS.values()],
        "urls": {
            "booths": reverse("booth-api:booth-list", args=[event.slug]),
            "commands": booth_address("booth-commands", event),
            "guests": reverse("booth-api:guest-list", args=[event.slug]),
            "invitations": reverse("booth-api:invitation-list", args=[event.slug]),
            "video": video_address(event),
            "live": live_address(event),
            "signIn": f"{reverse('login')}?next={reverse('booth:control', args=[event.slug])}",
        },
    }
    return render(request, "booth/control.html", {"event": event, "config": config})


@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The booth pages' service worker, beside them: it may rule only what lies below itself."""
    try:
        with staticfiles_storage.open("dist/booth/service.worker.js") as file:
            return HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    except FileNotFoundError as error:
        raise Http404("The front end has not been built.") from error


def booth_config(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What the page's modules need to know; it holds no secret and nobody's number."""
    return {
        "event": {
            "slug": event.slug,
            "name": event.name,
            "dateText": date_format(event.date, "j F Y"),
            "place": event.place,
            "welcomeText": event.welcome_text,
            "accent": event.accent_color,
            "firstCountdown": event.first_countdown,
            "nextCountdown": event.next_countdown,
            "frameCount": event.frame_count,
            "smilePolicy": event.smile_policy,
            "smileThreshold": event.smile_threshold,
            "smileRule": event.smile_rule,
            "layout": event.layout,
            "filter": event.filter,
            "logoUrl": reverse("gallery:logo", args=[event.slug]) if event.logo else None,
            "phoneRegion": event.region,
            "consentText": event.consent_text,
            "linkDays": event.link_days,
        },
        "filters": [asdict(each) for each in FILTERS.values()],
        "layouts": [layout_for_page(each) for each in LAYOUTS.values()],
        "urls": booth_urls(event),
        "smileFiles": browser_files(),
        "smileService": checking_service(),
        "darkroom": static("dist/booth/darkroom.worker.js"),
        "user": {"name": request.user.get_username()},
    }


def booth_urls(event: Event) -> dict[str, str]:
    """The addresses that the page talks to."""
    return {
        "snaps": reverse("booth-api:snap-list", args=[event.slug]),
        "companions": reverse("booth-api:companion-list", args=[event.slug]),
        "strips": reverse("gallery-api:strip-list", args=[event.slug]),
        "shares": reverse("gallery-api:share-list", args=[event.slug]),
        "messages": reverse("messaging-api:message-list", args=[event.slug]),
        "texting": reverse("messaging-api:texting", args=[event.slug]),
        "board": reverse("messaging:board", args=[event.slug]),
        "smileScores": reverse("booth-api:smile-scores", args=[event.slug]),
        "heartbeat": booth_address("booth-heartbeat", event),
        "video": video_address(event),
        "serviceWorker": reverse("booth:service-worker"),
        "live": live_address(event),
        "control": reverse("booth:control", args=[event.slug]),
        "gallery": reverse("gallery:event", args=[event.slug]),
        "shareBase": f"{settings.SITE_URL}/s/",
        "signIn": f"{reverse('login')}?next={reverse('booth:booth', args=[event.slug])}",
    }


def booth_address(name: str, event: Event) -> str:
    """An address of the API that holds a booth's id, with BOOTH in its place."""
    nobody = UUID(int=0)
    address = reverse(f"booth-api:{name}", args=[event.slug, nobody])
    return address.replace(str(nobody), "BOOTH")


def video_address(event: Event) -> str:
    """Where a page asks for a booth's video room; empty while live video is off."""
    return booth_address("booth-video", event) if video.is_on() else ""


def live_address(event: Event) -> str:
    """The staff's live feed from now on."""
    feed = reverse("gallery:live", args=[event.slug])
    return f"{feed}?channel=booth&after={live.last_id(event, 'booth')}"
