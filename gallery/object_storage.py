"""Photos as objects in a private bucket: Amazon's S3, or any server that speaks its language.

What boto3 raises becomes an `OSError` here, so that nothing outside this module knows of it.
"""

import errno
import logging
import os
import posixpath
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.config import Config  # type: ignore[import-untyped]  # its stubs are megabytes
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

from gallery.storage import StorageDown, StoredFile

# At DEBUG botocore writes each request's body, a guest's face, into the log.
logging.getLogger("botocore").setLevel(logging.INFO)

# AWS itself knows no full bucket; servers that people run themselves do, each in its own words.
FULL_CODES: Final = {
    "InsufficientCapacity",
    "InsufficientStorage",
    "QuotaExceeded",
    "ServiceQuotaExceeded",
    "ServiceQuotaExceededException",
    "StorageQuotaExceeded",
    "XMinioAdminBucketQuotaExceeded",
    "XMinioStorageFull",
}
INSUFFICIENT_STORAGE: Final = 507
# What S3 lists, and deletes, with one request at most.
LISTED_AT_ONCE = 1000
DELETED_AT_ONCE = 1000

# What a browser is told by the bucket, in the words of boto3 and in those of an address.
QUERY_NAMES: Final = {
    "ResponseContentType": "response-content-type",
    "ResponseContentDisposition": "response-content-disposition",
    "ResponseCacheControl": "response-cache-control",
}


class BucketStorage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """django-storages' S3 with one client a process, `put`, time limits and plain errors.

    The parent makes a client for every thread, and under ASGI every request has a thread of its
    own: tens of milliseconds of CPU each. botocore's clients may be shared between threads.
    """

    has_addresses = True
    public_endpoint_url: str | None
    timeout: float

    def get_default_settings(self) -> dict[str, Any]:
        defaults: dict[str, Any] = super().get_default_settings()
        return {
            **defaults,
            "public_endpoint_url": None,
            "timeout": 8.0,
            "signature_version": "s3v4",
            "file_overwrite": False,
        }

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_config = Config(
            s3={"addressing_style": self.addressing_style, "payload_signing_enabled": True},
            signature_version=self.signature_version,
            connect_timeout=min(3.0, self.timeout),
            read_timeout=self.timeout,
            # Twice, and no more: the booth waits 20 seconds and then tries again by itself.
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=32,
            tcp_keepalive=True,
            # Other servers than Amazon's do not know its newer checksums; the signature
            # over the payload, above, guards what is sent.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._lock = threading.Lock()
        self._made: dict[str | None, tuple[int, Any]] = {}

    @property
    def connection(self) -> Any:
        """A resource for those methods of the parent that list and sign."""
        return self._resource(self.endpoint_url)

    @property
    def client(self) -> Any:
        return self.connection.meta.client

    def _resource(self, endpoint: str | None) -> Any:
        """One for each endpoint and process: a forked worker must not share its connections."""
        process, resource = self._made.get(endpoint, (0, None))
        if process == os.getpid():
            return resource
        with self._lock:
            process, resource = self._made.get(endpoint, (0, None))
            if process != os.getpid():
                resource = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=endpoint,
                    config=self.client_config,
                )
                self._made[endpoint] = (os.getpid(), resource)
        return resource

    # --- Bytes ---------------------------------------------------------------------------

    def put(self, name: str, content: bytes) -> None:
        with _plain_errors(name):
            self._send(name, content)

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        body = content.file if isinstance(content, File) else content
        with _plain_errors(name):
            self._send(name, body)
        return name

    def _send(self, name: str, body: Any) -> None:
        key = self._normalize_name(name)
        parameters = self._get_write_parameters(key)
        self.client.put_object(Bucket=self.bucket_name, Key=key, Body=body, **parameters)

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """The whole object: pictures are read in one piece, and a reader may seek."""
        if mode != "rb":
            raise ValueError("Objects are opened for reading; write with save or put.")
        with _plain_errors(name):
            answer = self.client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
            with answer["Body"] as body:
                return ContentFile(body.read(), name=name)

    def delete(self, name: str) -> None:
        with _plain_errors(name):
            self.client.delete_object(Bucket=self.bucket_name, Key=self._normalize_name(name))

    def delete_all(self, names: list[str]) -> None:
        keys = [{"Key": self._normalize_name(name)} for name in names]
        for start in range(0, len(keys), DELETED_AT_ONCE):
            wanted = {"Objects": keys[start : start + DELETED_AT_ONCE], "Quiet": True}
            with _plain_errors(names[start]):
                answer = self.client.delete_objects(Bucket=self.bucket_name, Delete=wanted)
            if errors := answer.get("Errors"):
                raise StorageDown(f"{len(errors)} objects not deleted: {errors[0].get('Code')}")

    # --- Looking -------------------------------------------------------------------------

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._head(name)["ContentLength"])

    def get_modified_time(self, name: str) -> Any:
        return self._head(name)["LastModified"]

    def _head(self, name: str) -> Any:
        with _plain_errors(name):
            return self.client.head_object(Bucket=self.bucket_name, Key=self._normalize_name(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _plain_errors(path):
            folders, files = super().listdir(path)
        return folders, files

    def walk(self, folder: str) -> Iterator[StoredFile]:
        yield from self._listed(self._prefix(folder))

    def existing(self, names: list[str]) -> set[str]:
        """Names are taken in order, so that near ones come with one listing."""
        wanted = sorted(names)
        found: set[str] = set()
        if not wanted:
            return found
        common = posixpath.commonpath([wanted[0], wanted[-1]])
        missing = set(wanted)
        for file in self._listed(common, after=_just_before(wanted[0])):
            if file.name in missing:
                found.add(file.name)
            if file.name >= wanted[-1]:
                break
        return found

    def _listed(self, prefix: str, after: str = "") -> Iterator[StoredFile]:
        asked = {
            "Bucket": self.bucket_name,
            "Prefix": prefix,
            "StartAfter": after,
            "MaxKeys": LISTED_AT_ONCE,
        }
        while True:
            with _plain_errors(prefix):
                page = self.client.list_objects_v2(**asked)
            for entry in page.get("Contents", ()):
                if not entry["Key"].endswith("/"):
                    yield StoredFile(entry["Key"], entry["Size"], entry["LastModified"])
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def _prefix(self, folder: str) -> str:
        key: str = self._normalize_name(folder)
        return f"{key}/" if key else ""

    # --- Addresses -----------------------------------------------------------------------

    def address(self, name: str, *, content_type: str, disposition: str, cache_control: str) -> str:
        told = {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": disposition,
            "ResponseCacheControl": cache_control,
        }
        return self.url(name, {key: value for key, value in told.items() if value})

    def url(
        self,
        name: str,
        parameters: dict[str, str] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        """A signed address; there are no others.

        `parameters` are those of boto3's `get_object`, such as `ResponseContentType`.
        """
        key = self._normalize_name(name)
        seconds = expire or self.querystring_expire
        if self.custom_domain and self.cloudfront_signer:
            told = {QUERY_NAMES[each]: value for each, value in (parameters or {}).items()}
            by_cdn: str = super().url(key, told, seconds, http_method)
            return by_cdn
        signer = self._resource(self.public_endpoint_url or self.endpoint_url).meta.client
        signed: str = signer.generate_presigned_url(
            "get_object",
            Params={**(parameters or {}), "Bucket": self.bucket_name, "Key": key},
            ExpiresIn=seconds,
            HttpMethod=http_method,
        )
        return signed


def _just_before(name: str) -> str:
    """A key that sorts before `name`, with nothing of ours between."""
    return name[:-1]


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    """Raise `FileNotFoundError`, `OSError` with ENOSPC, or `StorageDown`."""
    try:
        yield
    except ClientError as error:
        raise _plain(error, name) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise StorageDown(f"The bucket does not answer: {type(error).__name__}") from error


def _plain(error: ClientError, name: str) -> OSError:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in FULL_CODES or status == INSUFFICIENT_STORAGE:
        return OSError(errno.ENOSPC, f"The bucket is full: {code or status}")
    if code == "NoSuchKey" or (status == 404 and code != "NoSuchBucket"):
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    return StorageDown(f"The bucket refuses: {code or status}")
