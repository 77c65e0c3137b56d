"""What the booth page is told about the smile finder, and its service worker."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from booth.smile import browser
from gallery.models import Event

pytestmark = pytest.mark.django_db


def config_of(client: Client, event: Event) -> dict[str, object]:
    page = client.get(f"/booth/{event.slug}/").content.decode()
    found = re.search(r'id="booth-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    config: dict[str, object] = json.loads(found[1])
    return config


def test_the_page_knows_the_rule_and_the_files(
    client: Client, event: Event, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Event.objects.filter(pk=event.pk).update(smile_rule="all")
    monkeypatch.setattr("booth.views.browser_files", lambda: {"worker": "/static/w.js"})
    client.force_login(staff)
    config = config_of(client, event)
    assert config["event"]["smileRule"] == "all"  # type: ignore[index]
    assert config["smileFiles"] == {"worker": "/static/w.js"}
    assert config["urls"]["serviceWorker"] == "/booth/sw.js"  # type: ignore[index]


def test_a_page_may_run_webassembly_but_no_strange_script(
    client: Client, event: Event, staff: User
) -> None:
    client.force_login(staff)
    policy = client.get(f"/booth/{event.slug}/").headers["Content-Security-Policy"]
    (scripts,) = (part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "'wasm-unsafe-eval'" in scripts
    assert "'unsafe-eval'" not in scripts
    assert "'unsafe-inline'" not in scripts


def test_the_service_worker_is_beside_the_booth_pages_and_never_stale(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "booth.views.staticfiles_storage.open", lambda name: ContentFile(b"// " + name.encode())
    )
    reply = client.get("/booth/sw.js")
    assert reply.content == b"// dist/booth/service.worker.js"
    assert reply.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in reply.headers["Cache-Control"]


def test_there_is_none_before_the_front_end_is_built(client: Client, settings: Settings) -> None:
    assert client.get("/booth/sw.js").status_code == 404
    assert browser.browser_files() is None
