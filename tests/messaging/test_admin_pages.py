"""Export, erasure and settings in the admin."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import AsyncClient, Client

from gallery.models import ShareLink
from messaging.admin.exporting import COLUMNS, csv_page, harmless
from messaging.models import EventMessaging, Message, OptOut
from messaging.receipts import Inbound
from messaging.recipients import Recipient
from messaging.services import opt_out, request_message, take_inbound
from tests.factories import make_staff
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
ROOT = "/admin/messaging/"
ERASE, EXPORT = f"{ROOT}message/erase/", f"{ROOT}message/export/"


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


def office(*permissions: str) -> Client:
    """Somebody who may sign in to the admin and has just these rights."""
    user = make_staff(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


# --- CSV


def lines(text: str) -> list[dict[str, str]]:
    header = ",".join(f'"{name}"' for name in COLUMNS)
    return list(csv.DictReader(io.StringIO(f"{header}\r\n{text}")))


def test_a_line_has_history_and_consent_and_no_number(share: ShareLink) -> None:
    message = make_message(share)
    text, last = csv_page(share.event_id, 0, is_whole=False)
    (line,) = lines(text)
    assert last == message.pk
    assert line["recipient"] == "•••• 123"
    assert line["consent"] == share.event.consent_text
    assert (line["status"], line["news"]) == ("queued", "no")
    assert "5550123" not in text
    assert csv_page(share.event_id, last, is_whole=False) == ("", last)
    assert csv_page(share.event_id + 1, 0, is_whole=False) == ("", 0)


def test_whole_numbers_only_where_asked_for(share: ShareLink) -> None:
    make_message(share)
    text, _ = csv_page(None, 0, is_whole=True)
    assert lines(text)[0]["recipient"] == f"'{PHONE}"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "|cmd", "%0A=1", "\uff1d1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_formula_in_an_events_name_is_text(share: ShareLink) -> None:
    share.event.name = '=HYPERLINK("http://evil.example","Party")'
    share.event.save()
    make_message(share)
    text, _ = csv_page(None, 0, is_whole=False)
    assert lines(text)[0]["event"].startswith("'=HYPERLINK")


@pytest.mark.django_db(transaction=True)
def test_the_file_is_streamed(share: ShareLink, admin_user: User) -> None:
    make_message(share)
    client = AsyncClient()
    client.force_login(admin_user)

    async def download() -> tuple[Any, str]:
        response: Any = await client.post(EXPORT, {"event": str(share.event_id)})
        return response, b"".join([part async for part in response]).decode()

    response, text = async_to_sync(download)()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="texts-{share.event.slug}.csv"' in response["Content-Disposition"]
    assert text.startswith('\ufeff"id","event"')
    assert "•••• 123" in text


def test_the_box_for_whole_numbers_is_for_who_may(admin: Client) -> None:
    assert 'name="is_whole"' in admin.get(EXPORT).content.decode()
    reader = office("view_message")
    page = reader.get(EXPORT)
    assert page.status_code == 200
    assert 'name="is_whole"' not in page.content.decode()
    assert office().get(EXPORT).status_code == 403
    assert Client().get(EXPORT).status_code == 302


# --- Erasing


def sealed_in(page: str) -> str:
    return page.partition('name="sealed" value="')[2].partition('"')[0]


def test_looks_a_number_up_and_erases_it(admin: Client, share: ShareLink) -> None:
    make_message(share)
    opt_out(Recipient(PHONE).fingerprint, source=OptOut.Source.INBOUND)
    page = admin.post(ERASE, {"number": "+1 415 555 0123"}).content.decode()
    assert "1 text, at Party" in page
    assert "555" not in page.replace(sealed_in(page), "")
    assert "opt-out ledger" in page
    assert Message.objects.get().erased_at is None
    response = admin.post(ERASE, {"sealed": sealed_in(page)}, follow=True)
    assert "Erased. 1 texts" in response.content.decode()
    assert Message.objects.get().erased_at is not None
    assert OptOut.objects.active().exists()
    entry = LogEntry.objects.get()
    assert "5550123" not in f"{entry.object_repr} {entry.change_message}"
    assert "5550123" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]


def test_staff_enter_a_stop(admin: Client, share: ShareLink) -> None:
    message = make_message(share)
    page = admin.post(ERASE, {"number": PHONE}).content.decode()
    admin.post(ERASE, {"sealed": sealed_in(page), "stop": "1"})
    assert OptOut.objects.active().get().source == "staff"
    message.refresh_from_db()
    assert (message.status, message.erased_at) == ("cancelled", None)


def test_a_number_needs_its_country(admin: Client, share: ShareLink) -> None:
    make_message(share)
    page = admin.post(ERASE, {"number": "415 555 0123"})
    assert "country" in page.content.decode()
    assert admin.post(ERASE, {"sealed": "forged"}).status_code == 400
    assert Message.objects.get().erased_at is None


def test_erasing_is_a_right_of_its_own(share: ShareLink) -> None:
    make_message(share)
    reader = office("view_message")
    assert reader.post(ERASE, {"number": PHONE}).status_code == 403
    assert reader.post(ERASE, {"sealed": Recipient(PHONE).sealed}).status_code == 403
    assert Message.objects.get().erased_at is None
    eraser = office("view_message", "erase_recipients")
    assert eraser.get(ERASE).status_code == 200


# --- Lists


def test_shows_history_receipts_and_consent(admin: Client, share: ShareLink) -> None:
    message = make_message(share)
    page = admin.get(f"{ROOT}message/{message.pk}/change/").content.decode()
    assert "Asked for" in page
    assert share.event.consent_text in page
    assert "5550123" not in page


@pytest.mark.parametrize("name", ["consent", "optout", "inboundtext"])
def test_lists_people_without_numbers(admin: Client, share: ShareLink, name: str) -> None:
    make_message(share)
    take_inbound(Inbound("vonage", uuid4().hex, PHONE, "+1", "stop"))
    page = admin.get(f"{ROOT}{name}/").content.decode()
    assert "1 " in page
    for trace in ("5550123", Recipient(PHONE).fingerprint):
        assert trace not in page
    assert admin.get(f"{ROOT}{name}/add/").status_code == 403


def test_settles_and_cancels_by_action(admin: Client, share: ShareLink) -> None:
    unknown = make_message(share, status="unknown", failure="Died.")
    waiting = make_message(share)

    def act(action: str, *messages: Message) -> str:
        chosen = {"action": action, "_selected_action": [one.pk for one in messages]}
        return admin.post(f"{ROOT}message/", chosen, follow=True).content.decode()

    assert "1 done." in act("settle_lost", unknown, waiting)
    assert "1 done." in act("cancel", waiting)
    unknown.refresh_from_db()
    waiting.refresh_from_db()
    assert (unknown.status, waiting.status) == ("failed", "cancelled")
    assert "settled already" in act("settle_arrived", unknown)


def test_lifts_an_opt_out(admin: Client, db: None) -> None:
    opt_out(Recipient(PHONE).fingerprint, source=OptOut.Source.STAFF)
    entry = OptOut.objects.get()
    admin.post(f"{ROOT}optout/", {"action": "lift", "_selected_action": [entry.pk]})
    entry.refresh_from_db()
    assert entry.lifted_by == "admin"


def test_an_event_has_its_text_settings_on_its_page(admin: Client, share: ShareLink) -> None:
    page = admin.get(f"/admin/gallery/event/{share.event_id}/change/").content.decode()
    assert "messaging-0-countries" in page
    texts = EventMessaging.objects.for_event(share.event)
    page = admin.get(f"{ROOT}eventmessaging/{texts.pk}/change/").content.decode()
    assert "templates-0-text" in page


def test_news_can_be_told_apart(share: ShareLink) -> None:
    texts = EventMessaging.objects.for_event(share.event)
    texts.marketing_wording = "News, please."
    texts.save()
    request_message(**make_order(share, wants_news=True))
    text, _ = csv_page(None, 0, is_whole=False)
    assert lines(text)[0]["news"] == "yes"


def test_a_text_without_organiser_cannot_name_one(admin: Client, share: ShareLink) -> None:
    texts = EventMessaging.objects.for_event(share.event)
    form: dict[str, Any] = {
        "channel": "sms",
        "templates-TOTAL_FORMS": "1",
        "templates-INITIAL_FORMS": "0",
        "templates-0-language": "en",
        "templates-0-text": "{organiser}: {link}",
    }
    address = f"{ROOT}eventmessaging/{texts.pk}/change/"
    page = admin.post(address, form).content.decode()
    assert "fill in the name" in page
    admin.post(address, {**form, "organiser": "Ada"})
    assert texts.templates.get().text == "{organiser}: {link}"
