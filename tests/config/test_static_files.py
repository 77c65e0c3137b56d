"""Static files as they are collected and served."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

from config.static_storage import StaticFilesStorage


@pytest.mark.parametrize(
    ("address", "is_immutable"),
    [
        ("/static/dist/booth/main.0123456789ab.js", True),
        ("/static/dist/booth/main.js.0123456789ab.map", True),
        ("/static/dist/chunks/photoswipe.esm-L3WVLAIZ.js", True),
        ("/static/dist/assets/inter-latin-wght-normal-HA22NDSG.woff2", True),
        ("/static/dist/booth/main.js", False),
        ("/static/admin/css/base.css", False),
    ],
)
def test_only_names_with_a_hash_are_cached_for_good(address: str, is_immutable: bool) -> None:
    assert bool(re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) is is_immutable


def test_collected_files_are_hashed_and_gzipped_and_point_at_each_other(tmp_path: Path) -> None:
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    assert isinstance(storage, ManifestStaticFilesStorage)
    css = 'body { background: url("../assets/a-L3WVLAIZ.png") }' + " " * 2000
    bundle = 'import "../chunks/b-L3WVLAIZ.js"\n//# sourceMappingURL=main.js.map\n'
    files = {
        "dist/assets/a-L3WVLAIZ.png": "",
        "dist/booth/main.css": css,
        "dist/booth/main.js": bundle,
        "dist/booth/main.js.map": "{}",
        "dist/chunks/b-L3WVLAIZ.js": "",
    }
    for name, content in files.items():
        storage.save(name, ContentFile(content.encode()))
    for _, _, problem in storage.post_process({name: (storage, name) for name in files}):
        assert not isinstance(problem, Exception), problem
    (hashed_css,) = tmp_path.glob("dist/booth/main.????????????.css")
    assert re.search(r"a-L3WVLAIZ\.[0-9a-f]{12}\.png", hashed_css.read_text())
    assert hashed_css.with_name(hashed_css.name + ".gz").exists()
    assert not list(tmp_path.rglob("*.br"))
    (hashed_js,) = tmp_path.glob("dist/booth/main.????????????.js")
    assert '"../chunks/b-L3WVLAIZ.js"' in hashed_js.read_text()
    (map_name,) = re.findall(r"sourceMappingURL=(\S+)", hashed_js.read_text())
    assert (hashed_js.parent / map_name).exists()
