"""What booths and the control room say to each other."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from booth.api.guest_serializers import SeatSerializer
from booth.models import BoothCommand, BoothIncident, BoothSession
from gallery.models.events import filter_choices, layout_choices

MOST_AT_ONCE = 50


class StateSerializer(serializers.Serializer[Any]):
    """What a booth's page says of itself."""

    name = serializers.CharField(max_length=60, allow_blank=True, default="")
    mode = serializers.ChoiceField(choices=["button", "auto"])
    activity = serializers.ChoiceField(
        choices=["idle", "countdown", "working", "result", "paused", "starting"]
    )
    pause_text = serializers.CharField(max_length=120, allow_blank=True, default="")
    camera = serializers.ChoiceField(choices=["ok", "asking", "refused", "busy", "lost", "none"])
    waiting = serializers.IntegerField(min_value=0, help_text="Photos not uploaded yet.")
    storage_used = serializers.IntegerField(min_value=0, allow_null=True, default=None)
    storage_quota = serializers.IntegerField(min_value=0, allow_null=True, default=None)
    battery = serializers.FloatField(min_value=0, max_value=1, allow_null=True, default=None)
    is_charging = serializers.BooleanField(allow_null=True, default=None)
    layout = serializers.ChoiceField(choices=layout_choices())
    filter = serializers.ChoiceField(choices=filter_choices())
    video = serializers.ChoiceField(choices=["off", "joining", "live", "lost"], default="off")


class IncidentSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    happened_at = serializers.DateTimeField(default=timezone.now)
    text = serializers.CharField(max_length=200)


class DoneSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.CharField(max_length=200, allow_blank=True, default="")


class HeartbeatSerializer(serializers.Serializer[Any]):
    """Sent every five seconds, and at once when something changes."""

    state = StateSerializer()
    incidents = IncidentSerializer(many=True, default=list)
    done = DoneSerializer(many=True, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if max(len(attrs["incidents"]), len(attrs["done"])) > MOST_AT_ONCE:
            raise serializers.ValidationError(f"At most {MOST_AT_ONCE} of each at once.")
        return attrs


class CommandSerializer(serializers.Serializer[Any]):
    """A command as the booth's page gets it."""

    id = serializers.UUIDField()
    booth = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=BoothCommand.Kind.choices)
    options = serializers.DictField()
    expires_at = serializers.DateTimeField()


class SmileSettingsSerializer(serializers.Serializer[Any]):
    """What the event makes of smiles: staff may change it while the booth's page is open."""

    policy = serializers.CharField(source="smile_policy")
    threshold = serializers.FloatField(source="smile_threshold")
    rule = serializers.CharField(source="smile_rule")


class HeartbeatAnswerSerializer(serializers.Serializer[Any]):
    commands = CommandSerializer(many=True)
    guests = SeatSerializer(many=True, help_text="Guests from afar who are to be seen here.")
    video_session_id = serializers.CharField(
        help_text="The video room that is the booth's now; empty: it is made when somebody enters."
    )
    smiles = SmileSettingsSerializer()


class CommandOrderSerializer(serializers.Serializer[Any]):
    """What the control room sends; of the options each kind takes its own."""

    id = serializers.UUIDField(help_text="Made by the client; a repeat is harmless.")
    kind = serializers.ChoiceField(choices=BoothCommand.Kind.choices)
    pause_text = serializers.CharField(max_length=120, required=False, allow_blank=True)
    layout = serializers.ChoiceField(choices=layout_choices(), required=False)
    filter = serializers.ChoiceField(choices=filter_choices(), required=False)

    OPTIONS = {"pause": ["pause_text"], "look": ["layout", "filter"]}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = self.OPTIONS.get(attrs["kind"], [])
        options = {name: attrs.pop(name) for name in wanted if name in attrs}
        if attrs["kind"] == "look" and not options:
            raise serializers.ValidationError("Name a filter, a layout or both.")
        return {"public_id": attrs["id"], "kind": attrs["kind"], "options": options}


class IncidentLineSerializer(serializers.ModelSerializer[BoothIncident]):
    class Meta:
        model = BoothIncident
        fields = ["happened_at", "text"]


class BoothSerializer(serializers.ModelSerializer[BoothSession]):
    """One booth as the control room shows it."""

    id = serializers.UUIDField(source="public_id")
    is_online = serializers.BooleanField()
    state = StateSerializer()
    has_video = serializers.SerializerMethodField()
    last_snap_url = serializers.SerializerMethodField()
    incidents = serializers.SerializerMethodField()

    class Meta:
        model = BoothSession
        fields = [
            "id",
            "device",
            "started_at",
            "last_seen_at",
            "is_online",
            "state",
            "has_video",
            "last_snap_url",
            "incidents",
        ]
        read_only_fields = fields

    def get_has_video(self, session: BoothSession) -> bool:
        return bool(session.video_session_id)

    def get_last_snap_url(self, session: BoothSession) -> str | None:
        found: str | None = self.context["snap_urls"].get(session.pk)
        return found

    def get_incidents(self, session: BoothSession) -> list[dict[str, Any]]:
        lines = self.context["incidents"].get(session.pk, [])
        return [dict(IncidentLineSerializer(line).data) for line in lines]


class AdmissionOrderSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=["booth", "control"])
    refused = serializers.CharField(
        max_length=255,
        default="",
        allow_blank=True,
        help_text="The room that the provider did not let the page into.",
    )


class AdmissionSerializer(serializers.Serializer[Any]):
    """What lets a page into a booth's room; `is_live` false: there is no video."""

    is_live = serializers.BooleanField()
    video_session_id = serializers.CharField(required=False)
    token = serializers.CharField(required=False)
    expires_at = serializers.DateTimeField(required=False)
    config = serializers.DictField(required=False)
