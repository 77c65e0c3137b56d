"""Texts in Django's admin: everything but the number."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from messaging.models import Message
from tests.factories import make_staff
from tests.messaging.orders import make_message

pytestmark = pytest.mark.django_db
LIST = "/admin/messaging/message/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_staff(is_staff=True, is_superuser=True))
    return client


def test_lists_texts_without_numbers(admin: Client, share: ShareLink) -> None:
    make_message(share, status="failed", failure="no such subscriber")
    page = admin.get(LIST).content.decode()
    assert "•••• 123" in page
    assert "no such subscriber" in page
    assert f'href="{share.get_absolute_url()}"' in page
    assert "5550123" not in page


def test_shows_one_text_with_its_consent_to_read_only(admin: Client, share: ShareLink) -> None:
    message = make_message(share)
    address = reverse("admin:messaging_message_change", args=[message.pk])
    page = admin.get(address).content.decode()
    assert "Reply STOP to end." in page
    assert share.url in page
    assert "5550123" not in page
    assert admin.post(address, {"status": "submitted"}).status_code == 403
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{message.pk}/delete/").status_code == 403
    assert Message.objects.get().status == "queued"


@pytest.mark.parametrize(
    "lookup", ["recipient_hash__startswith=a", "recipient_hint=3", "body__contains=a"]
)
def test_searches_for_no_number_by_address(admin: Client, share: ShareLink, lookup: str) -> None:
    make_message(share)
    assert "•••• 123" not in admin.get(f"{LIST}?{lookup}", follow=True).content.decode()


def test_filters_by_status(admin: Client, share: ShareLink) -> None:
    make_message(share, status="failed", failure="no such subscriber")
    assert "•••• 123" in admin.get(f"{LIST}?status__exact=failed").content.decode()
    assert "•••• 123" not in admin.get(f"{LIST}?status__exact=queued").content.decode()


def test_the_list_costs_the_same_for_many(
    admin: Client, share: ShareLink, django_assert_max_num_queries: Any, settings: Settings
) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = settings.SMS_LIMIT_NUMBER_DAY = 0
    for _ in range(20):
        make_message(share)
    with django_assert_max_num_queries(11):
        admin.get(LIST)
