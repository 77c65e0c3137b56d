"""OpenTok's two platforms, each with a server that checks what we sign."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from booth.models import BoothSession, Invitation
from gallery.models import Event
from tests.booth.video.fake_opentok import FakeOpenTok, running_fake

API_KEY, API_SECRET = "47112233", "0123456789abcdef0123456789abcdef01234567"
APPLICATION_ID = "78d335fa-323d-0114-9c3d-d6f0d48968cf"
SCRIPT = "https://video.example.com/opentok.js"


def clear(settings: Settings) -> None:
    for name in ("API_KEY", "API_SECRET", "APPLICATION_ID", "PRIVATE_KEY_PATH", "API_URL"):
        setattr(settings, f"OPENTOK_{name}", "")
    settings.OPENTOK_SCRIPT_URL = SCRIPT
    settings.VIDEO_BACKEND = "booth.video.opentok.VideoBackend"


@pytest.fixture(scope="session")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def key_file(private_key: rsa.RSAPrivateKey, tmp_path: Path) -> Path:
    path = tmp_path / "private.key"
    path.write_bytes(
        private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def classic(settings: Settings) -> Iterator[FakeOpenTok]:
    clear(settings)
    settings.OPENTOK_API_KEY, settings.OPENTOK_API_SECRET = API_KEY, API_SECRET
    with running_fake(project=API_KEY, key=API_SECRET, algorithm="HS256") as fake:
        settings.OPENTOK_API_URL = fake.address
        yield fake


@pytest.fixture
def unified(
    settings: Settings, private_key: rsa.RSAPrivateKey, key_file: Path
) -> Iterator[FakeOpenTok]:
    clear(settings)
    settings.OPENTOK_APPLICATION_ID = APPLICATION_ID
    settings.OPENTOK_PRIVATE_KEY_PATH = str(key_file)
    public = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with running_fake(project=APPLICATION_ID, key=public.decode(), algorithm="RS256") as fake:
        settings.OPENTOK_API_URL = fake.address
        yield fake


@pytest.fixture(params=["classic", "unified"])
def opentok(request: pytest.FixtureRequest) -> FakeOpenTok:
    fake: FakeOpenTok = request.getfixturevalue(request.param)
    return fake


@pytest.fixture
def session(event: Event) -> BoothSession:
    return BoothSession.objects.create(event=event, state={"name": "Bar"})


@pytest.fixture
def room(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def invitation(event: Event) -> Invitation:
    return Invitation.objects.create(event=event, expires_at=timezone.now() + timedelta(hours=4))
