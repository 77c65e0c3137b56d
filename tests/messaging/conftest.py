from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from gallery.models import Event, ShareLink
from gallery.services.sharing import create_share
from messaging.sms import locmem
from tests.factories import make_event, make_published_snap, make_staff


@pytest.fixture
def event(db: None) -> Event:
    return make_event()


@pytest.fixture
def staff(event: Event) -> User:
    return make_staff(event)


@pytest.fixture
def api(staff: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(staff)
    return client


@pytest.fixture
def share(event: Event) -> ShareLink:
    """A link to a photo that guests may have."""
    return create_share(event=event, photo=make_published_snap(event))[0]


@pytest.fixture
def outbox() -> Iterator[list[locmem.SentSms]]:
    """What the locmem backend has sent in this test."""
    locmem.outbox.clear()
    yield locmem.outbox
    locmem.outbox.clear()
