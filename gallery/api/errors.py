"""Every refusal is JSON with a code for programs and a sentence for people."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler as drf_handler

from gallery.errors import GalleryError
from gallery.images import InvalidImage


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into `{"code", "detail"}` with its status."""
    if isinstance(error, GalleryError):
        body = {"code": error.code, "detail": error.detail}
        return Response(body, status=error.status, headers=error.headers)
    if isinstance(error, InvalidImage):
        return Response({"code": error.code, "detail": str(error)}, status=error.status)
    response = drf_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = as_serializer_error(error)
        response.data = {"code": "invalid", "detail": _first_sentence(fields), "fields": fields}
    elif isinstance(error, exceptions.APIException):
        response.data = {"code": error.default_code, "detail": str(error.detail)}
    else:
        response.data = {"code": "not_found", "detail": "There is nothing at this address."}
    return response


def _first_sentence(fields: dict[str, Any]) -> str:
    name, messages = next(iter(fields.items()))
    while isinstance(messages, (list, dict)):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return str(messages) if name == "non_field_errors" else f"{name}: {messages}"
