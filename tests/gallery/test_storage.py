"""Files on this machine: written whole or not at all."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from gallery.storage import DurableFileSystemStorage, store


@pytest.fixture
def storage(tmp_path: Path) -> DurableFileSystemStorage:
    return DurableFileSystemStorage(location=tmp_path)


def test_bytes_are_kept_under_exactly_the_name_given() -> None:
    name = "events/storage-test/w320.webp"
    store(name, b"first")
    store(name, b"second")
    with default_storage.open(name) as file:
        assert file.read() == b"second"
    assert default_storage.listdir("events/storage-test") == ([], ["w320.webp"])
    default_storage.delete(name)


def test_a_web_server_may_read_what_was_put(
    storage: DurableFileSystemStorage, tmp_path: Path
) -> None:
    storage.put("a/b.jpg", b"bytes")
    assert (tmp_path / "a/b.jpg").stat().st_mode & 0o777 == storage.file_permissions_mode == 0o644


def test_a_write_that_fails_leaves_the_old_bytes_and_nothing_else(
    storage: DurableFileSystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.put("a/b.jpg", b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        storage.put("a/b.jpg", b"new")
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["b.jpg"]
    assert (tmp_path / "a/b.jpg").read_bytes() == b"old"


def test_no_name_leads_out_of_the_folder(storage: DurableFileSystemStorage) -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.put("../elsewhere.jpg", b"x")
