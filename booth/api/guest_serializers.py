"""What is said about guests from afar: by staff, by booths, and by the guests' own pages."""

from typing import Any

from rest_framework import serializers

from booth.models import Invitation, RemoteGuest
from gallery.models.sharing import TOKEN_PATTERN

LONGEST_HOURS = 72


class InvitationOrderSerializer(serializers.Serializer[Any]):
    booth = serializers.UUIDField(
        required=False, allow_null=True, help_text="Left out: any booth of the event."
    )
    hours = serializers.IntegerField(min_value=1, max_value=LONGEST_HOURS, default=4)
    most_guests = serializers.IntegerField(min_value=1, max_value=50, default=10)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """A link that works. Whoever has it may ask to be let in."""

    booth = serializers.UUIDField(source="booth_session.public_id", allow_null=True, default=None)
    url = serializers.CharField()

    class Meta:
        model = Invitation
        fields = ["id", "url", "booth", "expires_at", "most_guests"]
        read_only_fields = fields


class RemoteGuestSerializer(serializers.ModelSerializer[RemoteGuest]):
    """Somebody who waits, or is on a booth's screen."""

    id = serializers.UUIDField(source="public_id")
    booth = serializers.UUIDField(source="booth_session.public_id", allow_null=True, default=None)
    invited_to = serializers.UUIDField(
        source="invitation.booth_session.public_id", allow_null=True, default=None
    )
    is_online = serializers.BooleanField()

    class Meta:
        model = RemoteGuest
        fields = ["id", "name", "status", "seat", "booth", "invited_to", "is_online"]
        read_only_fields = fields


class GuestListSerializer(serializers.Serializer[Any]):
    has_live_video = serializers.BooleanField()
    results = RemoteGuestSerializer(many=True)


class LetInSerializer(serializers.Serializer[Any]):
    booth = serializers.UUIDField()


class SeatSerializer(serializers.ModelSerializer[RemoteGuest]):
    """Who is to be seen at a booth."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = RemoteGuest
        fields = ["id", "name", "seat"]
        read_only_fields = fields


class StandInSerializer(serializers.Serializer[Any]):
    """The booth's view of somebody elsewhere at the moment of a snap."""

    image = serializers.FileField(allow_empty_file=True)
    idempotency_key = serializers.UUIDField()
    snap_key = serializers.UUIDField(help_text="The snap's idempotency key; it may come later.")
    person = serializers.UUIDField()


# --- The guests' own page --------------------------------------------------------------------


class VisitorSerializer(serializers.Serializer[Any]):
    """By what a guest's page is known. Not in the address, which would stand in logs."""

    invitation = serializers.RegexField(TOKEN_PATTERN)
    guest = serializers.UUIDField(help_text="Made by the page, and known to it alone.")


class ComeInSerializer(VisitorSerializer):
    name = serializers.CharField(max_length=40)


class VisitSerializer(serializers.Serializer[Any]):
    """Where a guest stands."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=RemoteGuest.Status.choices)
    booth_is_online = serializers.SerializerMethodField()

    def get_booth_is_online(self, guest: RemoteGuest) -> bool:
        session = guest.booth_session or guest.invitation.booth_session
        return session is None or session.is_online


class PassOrderSerializer(VisitorSerializer):
    refused = serializers.CharField(max_length=255, default="", allow_blank=True)


class OwnFrameSerializer(VisitorSerializer):
    """A guest's own full frame of a snap."""

    image = serializers.FileField(allow_empty_file=True)
    idempotency_key = serializers.UUIDField()
    snap_key = serializers.UUIDField()


class KeptSerializer(serializers.Serializer[Any]):
    """The picture is safe, or needed no more."""

    idempotency_key = serializers.UUIDField()
