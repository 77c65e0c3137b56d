"""Half-filled storage settings are said at the start, with the remedy."""

from typing import Any

import pytest
from pytest_django import Settings

from gallery.storage_checks import photos_have_a_place

WHOLE = {
    "STORAGE": "s3",
    "S3_BUCKET": "photos",
    "S3_REGION": "eu-central-1",
    "S3_ACCESS_KEY_ID": "key",
    "S3_SECRET_ACCESS_KEY": "secret",
    "S3_ENDPOINT_URL": "",
    "S3_PUBLIC_ENDPOINT_URL": "",
    "S3_CDN_URL": "",
    "S3_CDN_KEY_ID": "",
    "S3_CDN_KEY": "",
    "S3_URL_SECONDS": 300,
    "X_ACCEL_PREFIX": "",
    "SITE_URL": "https://booth.example.org",
    "PHOTO_ORIGINS": ["https://photos.s3.eu-central-1.amazonaws.com"],
}
PEM = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"


def found(settings: Settings, **changed: Any) -> list[str | None]:
    for name, value in {**WHOLE, **changed}.items():
        setattr(settings, name, value)
    messages = photos_have_a_place(None)
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"S3_BUCKET": ""}, ["gallery.E010"]),
        ({"S3_SECRET_ACCESS_KEY": ""}, ["gallery.E011"]),
        ({"S3_ACCESS_KEY_ID": ""}, ["gallery.E011"]),
        ({"S3_ACCESS_KEY_ID": "", "S3_SECRET_ACCESS_KEY": ""}, []),
        ({"S3_REGION": ""}, ["gallery.E012"]),
        ({"S3_REGION": "", "S3_ENDPOINT_URL": "https://s3.example.org"}, []),
        ({"S3_CDN_URL": "https://cdn.example.org"}, ["gallery.E013"]),
        (
            {"S3_CDN_URL": "https://c.example.org", "S3_CDN_KEY_ID": "K1", "S3_CDN_KEY": PEM},
            [],
        ),
        (
            {"S3_CDN_URL": "https://c.example.org", "S3_CDN_KEY_ID": "K1", "S3_CDN_KEY": "x"},
            ["gallery.E016"],
        ),
        ({"S3_URL_SECONDS": 5}, ["gallery.E014"]),
        ({"S3_URL_SECONDS": 10**6}, ["gallery.E014"]),
        ({"S3_ENDPOINT_URL": "s3.example.org"}, ["gallery.E015"]),
        ({"PHOTO_ORIGINS": ["http://minio:9000"]}, ["gallery.W010"]),
        ({"X_ACCEL_PREFIX": "/protected/"}, ["gallery.W011"]),
        ({"STORAGE": "local"}, ["gallery.W012"]),
        ({"STORAGE": "local", "S3_BUCKET": "", "X_ACCEL_PREFIX": "/protected/"}, []),
        ({"STORAGE": "local", "S3_BUCKET": "", "X_ACCEL_PREFIX": "protected"}, ["gallery.E017"]),
    ],
)
def test_says_what_is_missing(
    settings: Settings, changed: dict[str, Any], expected: list[str]
) -> None:
    assert found(settings, **changed) == expected
