"""Encrypt the numbers that stand in plain text, and move consents into rows of their own."""

from django.db import migrations

from messaging.recipients import Recipient
from messaging.segments import count_segments
from messaging.wording import version_of


def seal(apps, schema_editor):
    Message = apps.get_model('messaging', 'Message')
    Consent = apps.get_model('messaging', 'Consent')
    MessageChange = apps.get_model('messaging', 'MessageChange')
    for message in Message.objects.filter(consent=None).iterator(chunk_size=500):
        recipient = Recipient(message.phone_e164)
        message.recipient_cipher = recipient.sealed
        message.recipient_hash = recipient.fingerprint
        message.recipient_hint = recipient.hint
        message.segments = count_segments(message.body)
        message.consent = Consent.objects.create(
            event_id=message.event_id,
            recipient_hash=recipient.fingerprint,
            channel='sms',
            wording=message.consent_text,
            version=version_of(message.consent_text),
            given_at=message.consented_at,
            source='booth',
        )
        message.save()
        MessageChange.objects.create(
            message=message,
            to_status=message.status,
            at=message.created_at,
            source='order',
            cause='Before histories were kept',
        )


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_numbers_consents_history'),
    ]

    # No way back for rows: numbers are not to stand in plain text again. Empty tables may go.
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
