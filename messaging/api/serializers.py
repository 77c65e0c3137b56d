"""What programs and pages see of an event's texts: never a number."""

from typing import Any

from rest_framework import serializers

from gallery.models.sharing import TOKEN_PATTERN
from messaging.models import CONSENT_LENGTH, InboundText, Message, MessageChange
from messaging.services.board import GROUPS, can_do, is_worth_a_retry


class MessageSerializer(serializers.ModelSerializer[Message]):
    id = serializers.UUIDField(source="public_id")
    recipient_hint = serializers.CharField(help_text="The number's last three digits.")
    failure = serializers.CharField(help_text="Why it did not arrive, for staff.")

    class Meta:
        model = Message
        fields = ["id", "idempotency_key", "status", "recipient_hint", "failure"]
        read_only_fields = fields


class RecipientSerializer(serializers.Serializer[Any]):
    """One of the two."""

    phone = serializers.CharField(
        max_length=64,
        required=False,
        help_text="As typed or pasted; without + it is of the event's country.",
    )
    email = serializers.CharField(max_length=320, required=False)
    needs_one = True

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("phone", "email") if attrs.get(name)]
        if len(given) > 1 or (self.needs_one and not given):
            raise serializers.ValidationError("Give one phone number or one e-mail address.")
        return attrs


class ConsentSerializer(RecipientSerializer):
    """What any order holds, whoever asks."""

    idempotency_key = serializers.UUIDField(help_text="Made by the client; a repeat is harmless.")
    consent = serializers.BooleanField(help_text="The guest ticked the box.")
    wants_news = serializers.BooleanField(
        default=False, help_text="The guest ticked the second box, for news from the organiser."
    )
    language = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9-]{1,20})?$", default="en")


class MessageOrderSerializer(ConsentSerializer):
    """What a client sends to text a link to a guest."""

    token = serializers.RegexField(TOKEN_PATTERN, help_text="Of the link to send.")
    consent_text = serializers.CharField(
        max_length=CONSENT_LENGTH, help_text="The sentence that the guest agreed to, as shown."
    )
    device = serializers.CharField(
        max_length=64,
        required=False,
        default="",
        allow_blank=True,
        help_text="The booth session or device that asks.",
    )


class ShareOrderSerializer(ConsentSerializer):
    """What the page of a shared link sends. The wording is the server's, by its version."""

    consent_version = serializers.CharField(
        max_length=12, help_text="Of the sentence that the guest agreed to."
    )


class ResendSerializer(RecipientSerializer):
    """Neither phone nor e-mail: to the same recipient again."""

    idempotency_key = serializers.UUIDField()
    needs_one = False


class SettleSerializer(serializers.Serializer[Any]):
    has_arrived = serializers.BooleanField()


class CanDoSerializer(serializers.Serializer[Any]):
    resend = serializers.BooleanField()
    cancel = serializers.BooleanField()
    settle = serializers.BooleanField()


class BoardMessageSerializer(serializers.ModelSerializer[Message]):
    """A row of the staff's board."""

    id = serializers.UUIDField(source="public_id")
    status_label = serializers.CharField(source="get_status_display")
    group = serializers.SerializerMethodField()
    can = serializers.SerializerMethodField()
    is_worth_a_retry = serializers.SerializerMethodField()
    photo = serializers.SerializerMethodField()
    photo_id = serializers.SerializerMethodField()
    share_url = serializers.SerializerMethodField()
    asked_at = serializers.CharField(source="consent.source", default="")
    replaces = serializers.UUIDField(source="replaces.public_id", default=None)
    replaced_by = serializers.UUIDField(source="replaced_by.public_id", default=None)

    class Meta:
        model = Message
        fields = [
            "id",
            "idempotency_key",
            "kind",
            "channel",
            "status",
            "status_label",
            "group",
            "failure",
            "is_worth_a_retry",
            "recipient_hint",
            "attempts",
            "segments",
            "cost",
            "currency",
            "created_at",
            "submitted_at",
            "delivered_at",
            "photo",
            "photo_id",
            "share_url",
            "asked_at",
            "replaces",
            "replaced_by",
            "can",
        ]
        read_only_fields = fields

    def get_group(self, message: Message) -> str:
        return next(name for name, statuses in GROUPS.items() if message.status in statuses)

    def get_can(self, message: Message) -> dict[str, bool]:
        return can_do(message)

    def get_is_worth_a_retry(self, message: Message) -> bool:
        return is_worth_a_retry(message)

    def get_photo(self, message: Message) -> str:
        """`snap`, `strip`, or nothing once it is deleted."""
        if message.share_link is None:
            return ""
        return "strip" if message.share_link.strip_id else "snap"

    def get_photo_id(self, message: Message) -> str | None:
        return str(message.share_link.photo.public_id) if message.share_link else None

    def get_share_url(self, message: Message) -> str | None:
        return message.share_link.get_absolute_url() if message.share_link else None


class ChangeSerializer(serializers.ModelSerializer[MessageChange]):
    actor = serializers.CharField(source="actor.username", default="")

    class Meta:
        model = MessageChange
        fields = ["at", "from_status", "to_status", "source", "cause", "actor"]
        read_only_fields = fields


class MessageDetailSerializer(BoardMessageSerializer):
    """A row with its history and the consent it rests on."""

    history = ChangeSerializer(source="changes", many=True)
    consent = serializers.SerializerMethodField()

    class Meta(BoardMessageSerializer.Meta):
        fields = [*BoardMessageSerializer.Meta.fields, "history", "consent"]
        read_only_fields = fields

    def get_consent(self, message: Message) -> dict[str, Any] | None:
        consent = message.consent
        if consent is None:
            return None
        return {
            "wording": consent.wording,
            "version": consent.version,
            "given_at": consent.given_at,
            "source": consent.source,
            "allows_news": consent.allows_marketing,
        }


class BudgetSerializer(serializers.Serializer[Any]):
    spent = serializers.CharField()
    amount = serializers.CharField()
    currency = serializers.CharField()
    share = serializers.FloatField(help_text="0 to 1.")
    is_nearly_spent = serializers.BooleanField()
    is_spent = serializers.BooleanField()
    sentence = serializers.CharField()


class TotalsSerializer(serializers.Serializer[Any]):
    all = serializers.IntegerField()
    queued = serializers.IntegerField(help_text="Held, queued and being sent.")
    sent = serializers.IntegerField(help_text="Handed to the provider; no receipt yet.")
    delivered = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Not counted: what was sent again.")
    unknown = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class BoardSerializer(serializers.Serializer[Any]):
    results = BoardMessageSerializer(many=True)
    next = serializers.UUIDField(allow_null=True, help_text="`after` of the next page.")
    totals = TotalsSerializer()
    budget = BudgetSerializer()


class InboundSerializer(serializers.ModelSerializer[InboundText]):
    class Meta:
        model = InboundText
        fields = ["kind", "recipient_hint", "text", "received_at"]
        read_only_fields = fields


class WordingSerializer(serializers.Serializer[Any]):
    wording = serializers.CharField()
    version = serializers.CharField()


class TextingSerializer(serializers.Serializer[Any]):
    """Whether and how guests may ask for texts here."""

    is_enabled = serializers.BooleanField()
    can_text = serializers.BooleanField(help_text="False also once the budget is spent.")
    can_email = serializers.BooleanField()
    from_share_page = serializers.BooleanField()
    channel = serializers.CharField()
    region = serializers.CharField(help_text="Country of numbers typed without +.")
    countries = serializers.ListField(child=serializers.CharField())
    consent = WordingSerializer()
    email_consent = WordingSerializer()
    news = serializers.CharField(help_text="The second box; empty: not offered.")
