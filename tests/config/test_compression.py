"""What is compressed on its way, and what must not be."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from config.compression import PageCompression

LONG = "<p>Ana &amp; Kwame</p>" * 100


def answered(response: HttpResponseBase) -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip, br"
    return PageCompression(lambda _: response).process_response(request, response)


def test_pages_are_compressed() -> None:
    response = answered(HttpResponse(LONG))
    assert isinstance(response, HttpResponse)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == LONG
    assert len(response.content) < len(LONG) / 4


def test_answers_to_programs_are_compressed() -> None:
    assert answered(JsonResponse({"photos": [LONG]}))["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse([LONG.encode()], content_type="text/event-stream"),
        StreamingHttpResponse([LONG.encode()], content_type="text/html"),
        HttpResponse(LONG, content_type="image/webp"),
    ],
    ids=["a live feed", "a stream", "a picture"],
)
def test_streams_and_pictures_go_as_they_are(response: HttpResponseBase) -> None:
    assert not answered(response).has_header("Content-Encoding")
