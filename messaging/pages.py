"""The staff's board of an event's texts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from gallery import live
from gallery.models import Event


@login_required
@ensure_csrf_cookie
@never_cache
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Queued, sent, delivered, failed and why; the page's modules ask the API for the rest."""
    event = get_object_or_404(Event.objects.run_by(request.user), slug=slug)
    address = reverse("messaging:board", args=[event.slug])
    config = {
        "urls": {
            "board": reverse("messaging-api:message-board", args=[event.slug]),
            "find": reverse("messaging-api:message-find", args=[event.slug]),
            "inbound": reverse("messaging-api:message-inbound", args=[event.slug]),
            "messages": reverse("messaging-api:message-list", args=[event.slug]),
            "live": f"{reverse('gallery:live', args=[event.slug])}?channel=booth"
            f"&after={live.last_id(event, 'booth')}",
            "signIn": f"{reverse('login')}?next={address}",
        }
    }
    return render(request, "messaging/board.html", {"event": event, "config": config})
