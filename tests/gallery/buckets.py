"""Helpers of the tests of the bucket: choose one, upload to the booth, fetch as a browser does."""

from typing import Any
from uuid import uuid4

import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from gallery.models import Event, Snap
from tests.s3 import WAIT


def use_bucket(settings: Settings, options: dict[str, Any]) -> None:
    backend = {"BACKEND": "gallery.object_storage.BucketStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def fetch(address: str) -> tuple[int, dict[str, str], bytes]:
    """Fetch as a browser does that has nothing but the address."""
    answer = requests.get(address, timeout=WAIT)
    return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content


def upload(client: Client, event: Event, content: bytes, key: str = "") -> Any:
    data = {
        "image": SimpleUploadedFile("snap.jpg", content),
        "idempotency_key": key or str(uuid4()),
    }
    return client.post(f"/api/v1/events/{event.slug}/snaps/", data)


def image_address(snap: Snap, name: str = "w320.webp") -> str:
    return f"/e/{snap.event.slug}/snaps/{snap.public_id}/{name}"
