"""A guest asks for a photo to be taken down; staff decide afterwards."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from gallery import live
from gallery.models import Event, EventMembership, Snap, Strip, TakedownRequest
from gallery.models.takedowns import MAIL_ATTEMPTS, MAIL_RETRY
from gallery.passcodes import hash_passcode
from gallery.services.publishing import hide
from gallery.services.sharing import create_share
from gallery.services.takedowns import dismiss, mail_staff, request_takedown, uphold
from tests.factories import make_event, make_published_snap, make_staff, make_strip

pytestmark = pytest.mark.django_db

Photo = Snap | Strip
AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def snap(event: Event) -> Snap:
    return make_published_snap(event)


def address(photo: Photo) -> str:
    kind = "snap" if isinstance(photo, Snap) else "strip"
    return f"/e/{photo.event.slug}/takedown/?kind={kind}&id={photo.public_id}"


def ask(client: Client, photo: Photo, **options: Any) -> Any:
    return client.post(address(photo), {"reason": options.pop("reason", "")}, **options)


def is_shown(photo: Photo) -> bool:
    photo.refresh_from_db()
    return bool(photo.is_published)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- Two taps -------------------------------------------------------------------------------


def test_asks_once_and_hides_at_once(client: Client, snap: Snap) -> None:
    page = client.get(address(snap))
    assert page.status_code == 200
    assert "Take it down" in text(page)
    assert is_shown(snap)
    response = ask(client, snap, reason="That is me")
    assert response.status_code == 200
    assert "It is hidden" in text(response)
    assert not is_shown(snap)
    assert snap.is_hidden
    takedown = TakedownRequest.objects.get()
    assert (takedown.photo, takedown.reason, takedown.status) == (snap, "That is me", "open")


def test_the_form_alone_is_enough(client: Client, snap: Snap) -> None:
    form = {"kind": "snap", "id": str(snap.public_id)}
    assert client.post(f"/e/{snap.event.slug}/takedown/", form).status_code == 200
    assert not is_shown(snap)


def test_answers_programs_in_json(client: Client, snap: Snap) -> None:
    response = ask(client, snap, headers=AS_JSON)
    assert response.json() == {
        "id": str(TakedownRequest.objects.get().public_id),
        "status": "open",
        "detail": response.json()["detail"],
    }


def test_the_same_wish_again_changes_nothing(client: Client, snap: Snap) -> None:
    first = ask(client, snap, headers=AS_JSON).json()
    assert ask(client, snap, headers=AS_JSON).json() == first
    assert "It is hidden" in text(client.get(address(snap)))
    assert TakedownRequest.objects.count() == 1


def test_strips_go_with_a_photo(client: Client, event: Event, snap: Snap) -> None:
    strip, other = make_strip(event, [snap]), make_strip(event)
    ask(client, snap)
    assert not is_shown(strip)
    assert is_shown(other)


def test_photos_go_with_their_strip_and_come_back_with_it(
    client: Client, event: Event, snap: Snap
) -> None:
    others = [make_published_snap(event) for _ in range(2)]
    strip = make_strip(event, [snap, *others])
    hide(others[0])
    Strip.objects.filter(pk=strip.pk).update(published_at=timezone.now())  # as it was a moment ago
    ask(client, strip)
    together: list[Photo] = [strip, snap, *others]
    assert not any(is_shown(photo) for photo in together)
    assert dismiss(TakedownRequest.objects.get(), None)
    # Not the one that staff had hidden for a reason of theirs; so the strip stays away as well.
    assert [is_shown(photo) for photo in (snap, *others)] == [True, False, True]
    assert not is_shown(strip)


def test_a_photo_that_is_wished_away_itself_does_not_come_back_with_its_strip(
    client: Client, event: Event, snap: Snap
) -> None:
    strip = make_strip(event, [snap])
    ask(client, strip)
    request_takedown(photo=snap)
    assert dismiss(TakedownRequest.objects.get(strip=strip), None)
    assert not is_shown(snap)
    assert dismiss(TakedownRequest.objects.get(snap=snap), None)
    assert is_shown(snap)
    assert is_shown(strip)


def test_a_shared_link_has_it_too(client: Client, snap: Snap) -> None:
    link, _ = create_share(event=snap.event, photo=snap)
    Event.objects.update(gallery_privacy="staff")
    page = f"{link.get_absolute_url()}takedown/"
    assert "Take it down" in text(client.get(page))
    assert client.post(page).status_code == 200
    assert not is_shown(snap)
    assert client.get(link.get_absolute_url()).status_code == 410
    assert "It is hidden" in text(client.get(page))


# --- Who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["", "?kind=snap", "?kind=cat&id=1", "?kind=snap&id=1"])
def test_names_a_photo_or_nothing(client: Client, event: Event, named: str) -> None:
    assert client.get(f"/e/{event.slug}/takedown/{named}").status_code == 404


def test_only_what_one_can_see(client: Client, event: Event, snap: Snap) -> None:
    hide(snap)
    assert ask(client, snap).status_code == 404
    elsewhere = (
        f"/e/{make_event().slug}/takedown/?kind=snap&id={make_published_snap(event).public_id}"
    )
    assert client.post(elsewhere).status_code == 404
    assert not TakedownRequest.objects.exists()


def test_not_through_a_closed_door(client: Client, snap: Snap) -> None:
    Event.objects.update(gallery_privacy="passcode", gallery_passcode_hash=hash_passcode("k7m4xp"))
    assert ask(client, snap).status_code == 403
    response = ask(client, snap, headers=AS_JSON)
    assert (response.status_code, response.json()["code"]) == (403, "closed")
    assert is_shown(snap)


def test_not_by_another_site(snap: Snap) -> None:
    assert ask(Client(enforce_csrf_checks=True), snap).status_code == 403
    assert is_shown(snap)


def test_nobody_empties_a_gallery(client: Client, event: Event, settings: Any) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "takedown": "2/minute"}
    snaps = [make_published_snap(event) for _ in range(3)]
    responses = [ask(client, snap) for snap in snaps]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[2]["Retry-After"]) > 0
    assert is_shown(snaps[2])
    assert ask(client, snaps[0]).status_code == 200  # the same wish again is no new try


# --- Staff ----------------------------------------------------------------------------------


def booth_messages(redis_client: Any, event: Event) -> list[tuple[str, Any]]:
    entries = redis_client.xrange(live.stream_name(event, "booth"))
    return [(fields[b"kind"].decode(), json.loads(fields[b"data"])) for _, fields in entries]


def test_the_booth_hears_of_it(
    event: Event, snap: Snap, redis_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        takedown, _ = request_takedown(photo=snap)
    heard = [data for kind, data in booth_messages(redis_client, event) if kind == "takedown"]
    assert heard == [
        {
            "id": str(takedown.public_id),
            "kind": "snap",
            "photo": str(snap.public_id),
            "status": "open",
        }
    ]


def test_staff_are_told_by_e_mail(event: Event, snap: Snap) -> None:
    for role in EventMembership.Role.values:
        user = make_staff(email=f"{role}@example.org")
        EventMembership.objects.create(event=event, user=user, role=role)
    make_staff(make_event(), email="stranger@example.org")
    takedown, _ = request_takedown(photo=snap, reason="my ex is on it")
    mail_staff(pk=takedown.pk)
    mail_staff(pk=takedown.pk)  # a task that comes twice
    (message,) = mail.outbox
    assert sorted(message.to) == ["moderator@example.org", "owner@example.org"]
    assert event.name in message.subject
    assert f"/admin/gallery/takedownrequest/{takedown.pk}/change/" in message.body
    assert "my ex" not in message.body
    assert str(snap.public_id) not in message.body


def test_an_event_whose_name_has_a_line_break_can_be_mailed(event: Event, snap: Snap) -> None:
    Event.objects.update(name="Ana\nBcc: evil@example.org")
    make_owner(event)
    takedown, _ = request_takedown(photo=Snap.objects.get())
    mail_staff(pk=takedown.pk)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["owner@example.org"]


def make_owner(event: Event) -> None:
    user = make_staff(email="owner@example.org")
    EventMembership.objects.create(event=event, user=user, role=EventMembership.Role.OWNER)


def test_a_mail_server_that_is_away_is_asked_again(event: Event, snap: Snap, settings: Any) -> None:
    make_owner(event)
    takedown, _ = request_takedown(photo=snap)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail_staff(pk=takedown.pk)
    assert not TakedownRequest.objects.needing_mail().exists()  # not again at once
    long_ago = timezone.now() - MAIL_RETRY - timedelta(seconds=1)
    TakedownRequest.objects.update(mail_claimed_at=long_ago)
    assert TakedownRequest.objects.needing_mail().get() == takedown
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_staff(pk=takedown.pk)
    assert len(mail.outbox) == 1
    TakedownRequest.objects.update(mail_claimed_at=long_ago)
    assert not TakedownRequest.objects.needing_mail().exists()


def test_a_mail_server_that_stays_away_is_given_up(snap: Snap) -> None:
    request_takedown(photo=snap)
    TakedownRequest.objects.update(mail_attempts=MAIL_ATTEMPTS)
    assert not TakedownRequest.objects.needing_mail().exists()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def act(admin: Client, action: str, *takedowns: TakedownRequest) -> str:
    form = {"action": action, "_selected_action": [each.pk for each in takedowns]}
    return text(admin.post("/admin/gallery/takedownrequest/?status=all", form, follow=True))


def test_staff_uphold_in_the_admin(admin: Client, snap: Snap) -> None:
    takedown, _ = request_takedown(photo=snap)
    assert "1 upheld" in act(admin, "uphold", takedown)
    takedown.refresh_from_db()
    assert (takedown.status, takedown.resolved_by) == ("upheld", User.objects.get())
    assert takedown.resolved_at is not None
    assert not is_shown(snap)
    assert "1 left alone" in act(admin, "dismiss", takedown)
    assert not is_shown(snap)


def test_staff_dismiss_in_the_admin(admin: Client, snap: Snap) -> None:
    takedown, _ = request_takedown(photo=snap)
    assert "1 dismissed" in act(admin, "dismiss", takedown)
    assert is_shown(snap)
    again, is_new = request_takedown(photo=snap)
    assert is_new
    assert again.pk != takedown.pk
    assert not is_shown(snap)


def test_what_waits_is_listed_first(admin: Client, event: Event, snap: Snap) -> None:
    settled, _ = request_takedown(photo=make_published_snap(event), reason="settled one")
    uphold(settled, None)
    request_takedown(photo=snap, reason="open one")
    page = text(admin.get("/admin/gallery/takedownrequest/"))
    assert "open one" in page
    assert "settled one" not in page
    assert "settled one" in text(admin.get("/admin/gallery/takedownrequest/?status=all"))
    assert admin.get(f"/admin/gallery/takedownrequest/{settled.pk}/change/").status_code == 200


def test_staff_see_on_their_first_page_what_waits(client: Client, event: Event, snap: Snap) -> None:
    staff = make_staff(event, is_staff=True)
    client.force_login(staff)
    assert "to decide on" not in text(client.get("/booth/"))
    for photo in (snap, make_published_snap(event)):
        request_takedown(photo=photo)
    settled, _ = request_takedown(photo=make_published_snap(event))
    uphold(settled, staff)
    page = text(client.get("/booth/"))
    assert "2 photos to decide on" in page
    assert f"takedownrequest/?event__id__exact={event.pk}" in page


def test_the_admin_begins_with_what_waits(admin: Client, snap: Snap) -> None:
    assert "to decide on" not in text(admin.get("/admin/"))
    takedown, _ = request_takedown(photo=snap)
    assert "1 photo to decide on" in text(admin.get("/admin/"))
    client = Client()
    client.force_login(make_staff(snap.event, is_staff=True))  # who may not see them there
    assert "to decide on" not in text(client.get("/admin/"))
    uphold(takedown, None)
    assert "to decide on" not in text(admin.get("/admin/"))


def test_a_list_costs_the_same_for_many(
    admin: Client, event: Event, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        request_takedown(photo=make_published_snap(event))
    with django_assert_max_num_queries(14):
        admin.get("/admin/gallery/takedownrequest/")


# --- At the same time --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_wishes_at_once_are_one(event: Event) -> None:
    snap = make_published_snap(event)
    results: list[bool] = []

    def wish() -> None:
        try:
            results.append(request_takedown(photo=Snap.objects.get(pk=snap.pk))[1])
        finally:
            connection.close()

    run_together([wish] * 4)
    assert sorted(results) == [False, False, False, True]
    assert TakedownRequest.objects.count() == 1
    assert not is_shown(snap)


def run_together(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
