"""The front door, and what is shown where there is nothing."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gallery.models import Event
from gallery.ratelimits import client_address, give_back, take_a_try
from gallery.robots import ROBOTS_TXT
from gallery.views.doors import too_many_tries

NO_SUCH_EVENT = "No event has this code. Look at the booth's screen or ask its staff."


class EventCodeForm(forms.Form):
    code = forms.CharField(label="Event code", max_length=60, strip=True)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower().replace(" ", "-")


def home(request: HttpRequest) -> HttpResponse:
    """Enter an event code; staff see their events."""
    form = EventCodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        address = client_address(request)
        if wait := take_a_try("event-code", address):
            return too_many_tries(request, wait, back=reverse("gallery:home"))
        event = Event.objects.filter(slug__iexact=form.cleaned_data["code"]).first()
        if event is not None and _may_be_told_of(request, event):
            give_back("event-code", address)
            return redirect(event)
        form.add_error("code", NO_SUCH_EVENT)
    events = Event.objects.run_by(request.user) if request.user.is_authenticated else None
    return render(request, "gallery/home.html", {"form": form, "events": events})


def _may_be_told_of(request: HttpRequest, event: Event) -> bool:
    """A gallery for staff only is nobody else's to find: it is answered like no event at all."""
    is_for_guests = event.gallery_privacy != Event.GalleryPrivacy.STAFF
    return is_for_guests or event.is_run_by(request.user)


def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS_TXT, content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
