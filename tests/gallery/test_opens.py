"""Opens of a link are counted; who opened it is not known to anybody."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from gallery.models import ShareLink
from gallery.services.sharing import create_share
from tests.factories import make_event, make_published_snap, make_snap

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def link() -> ShareLink:
    event = make_event()
    return create_share(event=event, photo=make_published_snap(event))[0]


def opened(link: ShareLink, **headers: str) -> int:
    """Open the page; return how often that counts."""
    sent = {"user-agent": PHONE, **{name.replace("_", "-"): text for name, text in headers.items()}}
    assert Client().get(link.get_absolute_url(), headers=sent).status_code == 200
    before = link.opened_count
    link.refresh_from_db()
    return link.opened_count - before


def test_counts_opens_and_the_day(link: ShareLink) -> None:
    assert [opened(link), opened(link)] == [1, 1]
    assert link.last_opened_on == timezone.localdate()


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36",
        "curl/8.4.0",
        "",
    ],
)
def test_machines_do_not_count(link: ShareLink, agent: str) -> None:
    assert opened(link, user_agent=agent) == 0


@pytest.mark.parametrize("header", ["Sec_Purpose", "Purpose"])
def test_pages_loaded_ahead_do_not_count(link: ShareLink, header: str) -> None:
    assert opened(link, **{header: "prefetch;prerender"}) == 0


def test_a_page_without_photo_does_not_count() -> None:
    event = make_event()
    waiting, _ = create_share(event=event, photo=make_snap(event))
    assert opened(waiting) == 0


def test_a_busy_database_costs_the_guest_nothing(
    link: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def update(*args: object, **fields: object) -> int:
        raise DatabaseError("locked")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", update)
    assert opened(link) == 0


@pytest.mark.parametrize("page", ["", "photo.jpg", "takedown/", "messages/"])
def test_a_token_that_no_database_bears_is_unknown(client: Client, page: str) -> None:
    assert client.get(f"/s/{'%00' * 22}/{page}").status_code == 404
