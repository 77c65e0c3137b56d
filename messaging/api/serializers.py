"""What programs and pages see of an event's texts: never a number."""

from typing import Any

from rest_framework import serializers

from gallery.models.sharing import TOKEN_PATTERN
from messaging.models import CONSENT_LENGTH, Message


class MessageSerializer(serializers.ModelSerializer[Message]):
    id = serializers.UUIDField(source="public_id")
    recipient_hint = serializers.CharField(help_text="The number's last three digits.")

    class Meta:
        model = Message
        fields = ["id", "idempotency_key", "status", "recipient_hint"]
        read_only_fields = fields


class MessageOrderSerializer(serializers.Serializer[Any]):
    """What a client sends to text a link to a guest."""

    idempotency_key = serializers.UUIDField(help_text="Made by the client; a repeat is harmless.")
    token = serializers.RegexField(TOKEN_PATTERN, help_text="Of the link to send.")
    phone = serializers.CharField(
        max_length=64, help_text="As typed or pasted; without + it is of the event's country."
    )
    consent = serializers.BooleanField(help_text="The guest ticked the box.")
    consent_text = serializers.CharField(
        max_length=CONSENT_LENGTH, help_text="The sentence that the guest agreed to, as shown."
    )
