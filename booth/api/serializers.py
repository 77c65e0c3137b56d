"""What a booth sends."""

import re
from typing import Any
from uuid import UUID

from rest_framework import serializers

UUID_PATTERN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UploadSerializer(serializers.Serializer[Any]):
    """One photo, as multipart form data."""

    image = serializers.FileField(
        allow_empty_file=True, help_text="JPEG, PNG or WebP; at most 25 MB and 50 megapixels."
    )
    idempotency_key = serializers.UUIDField(
        help_text="Made by the client, one a photo. The same photo again answers 200."
    )
    taken_at = serializers.DateTimeField(required=False)
    booth_session = serializers.UUIDField(required=False)
    companions = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Ids of the guests from afar who are in it, in order, with commas between.",
    )

    def validate_companions(self, value: str) -> list[UUID]:
        return [UUID(each) for each in UUID_PATTERN.findall(value)]


class FrameSerializer(serializers.Serializer[Any]):
    """One small camera frame."""

    image = serializers.FileField(help_text="A JPEG of at most 1 MB; about 640 px wide is best.")


class FaceSerializer(serializers.Serializer[Any]):
    box = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4)
    smile = serializers.FloatField()


class SmileScoreSerializer(serializers.Serializer[Any]):
    """Faces on a frame; boxes are x, y, width, height in the frame's pixels."""

    faces = FaceSerializer(many=True)
    smile = serializers.FloatField(allow_null=True)
    ms = serializers.FloatField()
