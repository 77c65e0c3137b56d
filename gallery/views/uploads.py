"""Where guests add photos from their phones: one by one with a script, in one form without."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gallery.access import may_see
from gallery.errors import GalleryError
from gallery.images import MAX_BYTES, InvalidImage
from gallery.models import Event
from gallery.ratelimits import client_address, take_a_try
from gallery.services.uploads import add_guest_photo, key_in_form
from gallery.views.doors import TOO_MANY, closed_page, in_words, too_many_tries, wants_json

NO_FILE = "Choose a photo first."
THANKS = "Thank you. The people who run the event look at it, then it is in the gallery."


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a sentence where it was not taken."""

    name: str
    error: str = ""
    status: int = 200


@never_cache
@require_http_methods(["GET", "POST"])
def add_photos(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that adds photos; POST takes one file (JSON is asked for) or a whole form."""
    event = get_object_or_404(Event, slug=slug)
    if not may_see(request, event):
        return closed_page(request, event)
    if not event.allows_guest_uploads:
        raise Http404
    if request.method != "POST":
        return _page(request, event)
    if wants_json(request):
        return _take_one(request, event)
    return _take_all(request, event)


def _page(request: HttpRequest, event: Event, status: int = 200, **context: object) -> HttpResponse:
    context = {
        "event": event,
        "form_key": uuid4(),
        "megabytes": MAX_BYTES // (1024 * 1024),
        **context,
    }
    return render(request, "gallery/add.html", context, status=status)


def _take_one(request: HttpRequest, event: Event) -> HttpResponse:
    file, key = request.FILES.get("photos"), _uuid(request, "idempotency_key")
    if file is None or key is None:
        return JsonResponse({"code": "no_file", "detail": NO_FILE}, status=400)
    if wait := take_a_try("upload", client_address(request)):
        return too_many_tries(request, wait, back=request.path)
    try:
        _, is_new = add_guest_photo(
            event=event, file=file, size=file.size or 0, idempotency_key=key
        )
    except (GalleryError, InvalidImage) as error:
        return JsonResponse({"code": error.code, "detail": str(error)}, status=error.status)
    return JsonResponse({"status": "waiting", "detail": THANKS}, status=201 if is_new else 200)


def _take_all(request: HttpRequest, event: Event) -> HttpResponse:
    files, key = request.FILES.getlist("photos"), _uuid(request, "form_key")
    if not files or key is None:
        return _page(request, event, status=400, error=NO_FILE)
    outcomes = [_outcome(request, event, file, key) for file in files]
    taken = sum(not outcome.error for outcome in outcomes)
    failed = [outcome for outcome in outcomes if outcome.error]
    context = {"taken": taken, "failed": failed, "thanks": THANKS}
    return _page(request, event, status=200 if taken else failed[0].status, **context)


def _outcome(
    request: HttpRequest, event: Event, file: UploadedFile[bytes], form_key: UUID
) -> Outcome:
    name = file.name or "photo"
    if wait := take_a_try("upload", client_address(request)):
        return Outcome(name, TOO_MANY.format(in_words(wait)), 429)
    try:
        add_guest_photo(
            event=event,
            file=file,
            size=file.size or 0,
            idempotency_key=key_in_form(file, form_key),
        )
    except (GalleryError, InvalidImage) as error:
        return Outcome(name, str(error), error.status)
    return Outcome(name)


def _uuid(request: HttpRequest, field: str) -> UUID | None:
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        return None
