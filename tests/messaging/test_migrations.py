"""Numbers that stand in plain text, from before, are encrypted when an installation is updated."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gallery.models import ShareLink
from messaging.models import Message
from messaging.recipients import Recipient

NUMBER = "+14155550123"


@pytest.fixture
def old(share: ShareLink) -> Iterator[Any]:
    """The models as they were at first, on empty tables of that time."""
    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "messaging"]
    executor.migrate([("messaging", "0001_initial")])
    executor = MigrationExecutor(connection)
    yield executor.loader.project_state([("messaging", "0001_initial")]).apps
    MigrationExecutor(connection).migrate(newest)


@pytest.mark.django_db(transaction=True)
def test_plain_rows_are_sealed(share: ShareLink, old: Any) -> None:
    then = timezone.now()
    for status in ("submitted", "unknown"):
        old.get_model("messaging", "Message").objects.create(
            event_id=share.event_id,
            share_link_id=share.pk,
            idempotency_key=uuid4(),
            phone_e164=NUMBER,
            body=f"Your photo: {share.url}",
            consent_text="Send me one text.",
            consented_at=then,
            status=status,
            failure="Died." if status == "unknown" else "",
            submitted_at=then,
        )
    executor = MigrationExecutor(connection)
    executor.migrate(
        [node for node in executor.loader.graph.leaf_nodes() if node[0] == "messaging"]
    )
    assert Message.objects.count() == 2
    for message in Message.objects.all():
        assert message.recipient.reveal() == NUMBER
        assert message.recipient_hash == Recipient(NUMBER).fingerprint
        assert message.recipient_hint == "•••• 123"
        assert message.consent is not None
        assert message.consent.wording == "Send me one text."
        assert message.consent.given_at == then
        assert message.changes.count() == 1
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "messaging_message")
    assert "phone_e164" not in [column.name for column in columns]
