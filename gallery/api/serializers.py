"""What programs and pages see of an event's photos."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from gallery.models import ShareLink, Snap, Strip
from gallery.models.events import filter_choices, layout_choices
from gallery.models.sharing import TOKEN_PATTERN

MOST_FRAMES = 8
THUMB_WIDTH = 640


class SmileSerializer(serializers.Serializer[Snap]):
    status = serializers.ChoiceField(choices=Snap.Smile.choices, source="smile_status")
    score = serializers.FloatField(source="smile_score", allow_null=True)
    face_count = serializers.IntegerField(allow_null=True)
    backend = serializers.CharField(source="smile_backend")


def snap_image_url(snap: Snap, picture: str) -> str:
    return reverse("gallery:snap-image", args=[snap.event.slug, snap.public_id, picture])


def strip_image_url(strip: Strip, picture: str) -> str:
    address = reverse("gallery:strip-image", args=[strip.event.slug, strip.public_id, picture])
    return f"{address}?r={strip.picture_revision}"


def picture_url(photo: Snap | Strip, picture: str) -> str:
    """The address of one of a photo's pictures; each address always shows the same pixels."""
    if isinstance(photo, Snap):
        return snap_image_url(photo, picture)
    return strip_image_url(photo, picture)


def thumb_url(photo: Snap | Strip) -> str | None:
    """The copy for lists of photos; None until it is there."""
    widths = photo.rendition_widths
    if not widths:
        return None
    return picture_url(photo, f"w{THUMB_WIDTH if THUMB_WIDTH in widths else max(widths)}.webp")


class SnapSerializer(serializers.ModelSerializer[Snap]):
    id = serializers.UUIDField(source="public_id")
    smile = SmileSerializer(source="*")
    status = serializers.ChoiceField(
        choices=["received", "processing", "ready", "failed", "refused"]
    )
    is_published = serializers.BooleanField()
    thumb_url = serializers.SerializerMethodField()
    photo_url = serializers.SerializerMethodField()

    class Meta:
        model = Snap
        fields = [
            "id",
            "idempotency_key",
            "taken_at",
            "width",
            "height",
            "smile",
            "status",
            "is_published",
            "thumb_url",
            "photo_url",
        ]
        read_only_fields = fields

    def get_thumb_url(self, snap: Snap) -> str | None:
        return thumb_url(snap)

    def get_photo_url(self, snap: Snap) -> str:
        return snap_image_url(snap, "photo.jpg")


class StripSerializer(serializers.ModelSerializer[Strip]):
    id = serializers.UUIDField(source="public_id")
    is_published = serializers.BooleanField()
    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()

    class Meta:
        model = Strip
        fields = [
            "id",
            "idempotency_key",
            "layout",
            "filter",
            "revision",
            "status",
            "failure",
            "width",
            "height",
            "is_published",
            "url",
            "thumb_url",
        ]
        read_only_fields = fields

    def get_url(self, strip: Strip) -> str | None:
        return strip_image_url(strip, "strip.jpg") if strip.image else None

    def get_thumb_url(self, strip: Strip) -> str | None:
        return thumb_url(strip)


class ShareSerializer(serializers.ModelSerializer[ShareLink]):
    url = serializers.CharField()

    class Meta:
        model = ShareLink
        fields = ["token", "url", "filter", "expires_at"]
        read_only_fields = fields


class StripOrderSerializer(serializers.Serializer[Any]):
    """What a client sends to order a strip."""

    idempotency_key = serializers.UUIDField(help_text="Made by the client; a repeat is harmless.")
    snap_keys = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=MOST_FRAMES,
        help_text="Idempotency keys of the snaps, in order.",
    )
    layout = serializers.ChoiceField(choices=layout_choices(), required=False)
    filter = serializers.ChoiceField(choices=filter_choices(), required=False)


class StripLookSerializer(serializers.Serializer[Any]):
    """What a client sends to change a strip's look."""

    layout = serializers.ChoiceField(choices=layout_choices(), required=False)
    filter = serializers.ChoiceField(choices=filter_choices(), required=False)


class ShareOrderSerializer(serializers.Serializer[Any]):
    """What a client sends to share one snap or one strip."""

    token = serializers.RegexField(
        TOKEN_PATTERN,
        required=False,
        help_text="At least 16 random bytes in base64url, made by the client; else by the server.",
    )
    snap_key = serializers.UUIDField(required=False)
    strip_key = serializers.UUIDField(required=False)
    filter = serializers.ChoiceField(choices=filter_choices(), default="natural")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("snap_key" in attrs) == ("strip_key" in attrs):
            raise serializers.ValidationError("Name one snap_key or one strip_key.")
        if "strip_key" in attrs and attrs["filter"] != "natural":
            raise serializers.ValidationError("A strip has its own filter: leave filter out.")
        return attrs


class ErrorSerializer(serializers.Serializer[Any]):
    """A refusal."""

    code = serializers.CharField()
    detail = serializers.CharField()
