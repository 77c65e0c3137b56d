"""How a picture's bytes reach a browser, once it is known that it may have them.

Files on this machine are sent from here, or by nginx (`X_ACCEL_PREFIX`). For objects in a bucket
the browser gets a short-lived signed address. A script that reads the bytes itself (`fetch` for
the phone's share sheet, say) would need the bucket to allow that (CORS): it gets them from here.
"""

import mimetypes
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from gallery.storage import photo_storage

# An address shows the same bytes for ever: a picture that changes gets another address.
UNCHANGING: Final = "private, max-age=31536000, immutable"
# Made anew under the same address: filtered copies, and what is there until copies are.
BRIEF: Final = "private, max-age=300"
# What browsers say of a request that a script made, and whose answer it wants to read.
READ_BY_SCRIPT: Final = {"cors", "same-origin"}


def deliver(
    request: HttpRequest, stored_name: str, *, name: str, download_name: str, cache_control: str
) -> HttpResponse:
    """Answer with a stored picture, as a download when `?download=1` asks for it.

    Raises `FileNotFoundError`, or another `OSError` when the storage does not answer.
    """
    is_download = bool(request.GET.get("download")) and bool(download_name)
    headers = {
        "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "Content-Disposition": content_disposition_header(is_download, download_name or name) or "",
        "Cache-Control": cache_control,
    }
    response = _answer(request, stored_name, headers)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, stored_name: str, headers: dict[str, str]) -> HttpResponse:
    if photo_storage().has_addresses:
        asked_by_script = request.headers.get("Sec-Fetch-Mode") in READ_BY_SCRIPT
        # An address is signed for GET alone.
        sends_bytes = asked_by_script or request.method == "HEAD"
        response = _bytes(stored_name, headers) if sends_bytes else _redirect(stored_name, headers)
        patch_vary_headers(response, ["Sec-Fetch-Mode"])
        return response
    if settings.X_ACCEL_PREFIX:
        address = settings.X_ACCEL_PREFIX + quote(stored_name)
        return HttpResponse(headers={**headers, "X-Accel-Redirect": address})
    return _bytes(stored_name, headers)


def _bytes(stored_name: str, headers: dict[str, str]) -> HttpResponse:
    """In one piece: under ASGI a streamed file is read whole anyway, with a warning."""
    with default_storage.open(stored_name, "rb") as file:
        return HttpResponse(file.read(), headers=headers)


def _redirect(stored_name: str, headers: dict[str, str]) -> HttpResponse:
    """Send the browser to the bucket; it may remember where to for half an address's life."""
    address = photo_storage().address(
        stored_name,
        content_type=headers["Content-Type"],
        disposition=headers["Content-Disposition"],
        cache_control=headers["Cache-Control"],
    )
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = f"private, max-age={settings.S3_URL_SECONDS // 2}"
    # Where it came from is nobody's business: a shared link's address holds its token.
    response["Referrer-Policy"] = "no-referrer"
    return response
