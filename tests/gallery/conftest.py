import pytest
from django.contrib.auth.models import User

from gallery.models import Event
from tests.factories import make_event, make_staff
from tests.gallery.passcodes import private_event
from tests.s3 import s3_server

__all__ = ["s3_server"]


@pytest.fixture
def event(db: None) -> Event:
    return make_event()


@pytest.fixture
def staff(event: Event) -> User:
    return make_staff(event)


@pytest.fixture
def private(db: None) -> Event:
    return private_event()
