"""What the environment says about where photos are kept."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from gallery.object_storage import BucketStorage

PROGRAM = """
import json
from config.settings import storage as s
print(json.dumps({"storage": s.PHOTO_STORAGE, "origins": s.PHOTO_ORIGINS}))
"""
BUCKET = {"STORAGE": "s3", "S3_BUCKET": "photos"}
KEYS = {"S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"}


def load(program: str = PROGRAM, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def loaded(**environment: str) -> dict[str, Any]:
    result = load(**environment)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_photos_are_local_files_unless_told_otherwise() -> None:
    found = loaded()
    assert found["storage"]["BACKEND"] == "gallery.storage.DurableFileSystemStorage"
    assert found["origins"] == []


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({"S3_REGION": "eu-central-1"}, "https://photos.s3.eu-central-1.amazonaws.com"),
        ({"AWS_REGION": "us-east-1"}, "https://photos.s3.us-east-1.amazonaws.com"),
        (
            {"S3_BUCKET": "photos.example.org", "S3_REGION": "eu-west-1"},
            "https://s3.eu-west-1.amazonaws.com",
        ),
        ({"S3_ENDPOINT_URL": "https://s3.example.org:9000/"}, "https://s3.example.org:9000"),
        (
            {
                "S3_ENDPOINT_URL": "http://minio:9000",
                "S3_PUBLIC_ENDPOINT_URL": "https://photos.example.org",
            },
            "https://photos.example.org",
        ),
    ],
)
def test_pages_may_load_photos_from_where_they_are_sent_to(
    environment: dict[str, str], origin: str
) -> None:
    found = loaded(**{**BUCKET, **KEYS, **environment})
    assert found["origins"] == [origin]
    storage = BucketStorage(**found["storage"]["OPTIONS"])
    address = urlsplit(storage.url("events/a.jpg"))
    assert f"{address.scheme}://{address.netloc}" == origin
    assert "X-Amz-Signature" in address.query
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in address.query


def test_keys_of_the_bucket_come_before_those_of_aws() -> None:
    aws = {
        "AWS_ACCESS_KEY_ID": "other",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_SESSION_TOKEN": "token",
    }
    own = loaded(**BUCKET, **KEYS, **aws)["storage"]["OPTIONS"]
    assert (own["access_key"], own["secret_key"], own["security_token"]) == ("key", "secret", None)
    shared = loaded(**BUCKET, **aws)["storage"]["OPTIONS"]
    assert (shared["access_key"], shared["security_token"]) == ("other", "token")
    role = loaded(**BUCKET)["storage"]["OPTIONS"]
    assert (role["access_key"], role["secret_key"]) == (None, None)


def test_a_cdn_is_used_only_with_its_key(tmp_path: Path) -> None:
    key = tmp_path / "cdn.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\n")
    cdn = {**BUCKET, "S3_REGION": "eu-west-1", "S3_CDN_URL": "https://cdn.example.org"}
    whole = loaded(**cdn, S3_CDN_KEY_ID="K1", S3_CDN_KEY_PATH=str(key))
    assert whole["origins"] == ["https://cdn.example.org"]
    assert whole["storage"]["OPTIONS"]["custom_domain"] == "cdn.example.org"
    half = loaded(**cdn, S3_CDN_KEY_ID="K1")
    assert half["origins"] == ["https://photos.s3.eu-west-1.amazonaws.com"]
    assert "custom_domain" not in half["storage"]["OPTIONS"]


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = load(**BUCKET, S3_CDN_KEY_PATH=str(tmp_path / "none.pem"))
    assert result.returncode != 0
    assert "S3_CDN_KEY_PATH" in result.stderr


def test_an_unknown_storage_is_refused() -> None:
    result = load(STORAGE="minio")
    assert result.returncode != 0
    assert "STORAGE is 'minio'. Set it to local or s3." in result.stderr


def test_the_content_security_policy_lets_the_photos_in(tmp_path: Path) -> None:
    program = (
        "import json; from config.settings import base;"
        "print(json.dumps(base.CONTENT_SECURITY_POLICY['DIRECTIVES'], default=str))"
    )
    found = load(
        program,
        **BUCKET,
        S3_REGION="eu-central-1",
        SMILEBOOTH_DATA=str(tmp_path),
    )
    assert found.returncode == 0, found.stderr
    directives = json.loads(found.stdout)
    origin = "https://photos.s3.eu-central-1.amazonaws.com"
    assert origin in directives["img-src"]
    assert origin in directives["connect-src"]
    assert origin not in directives["script-src"]
