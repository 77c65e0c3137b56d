"""The front door, and what is shown where there is nothing."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gallery.models import Event


class EventCodeForm(forms.Form):
    code = forms.CharField(label="Event code", max_length=60, strip=True)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower().replace(" ", "-")
        if not Event.objects.filter(slug__iexact=code).exists():
            raise forms.ValidationError(
                "No event has this code. Look at the booth's screen or ask its staff."
            )
        return code


def home(request: HttpRequest) -> HttpResponse:
    """Enter an event code; staff see their events."""
    form = EventCodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        event = Event.objects.get(slug__iexact=form.cleaned_data["code"])
        return redirect(event)
    events = Event.objects.run_by(request.user) if request.user.is_authenticated else None
    return render(request, "gallery/home.html", {"form": form, "events": events})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
