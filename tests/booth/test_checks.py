"""What an operator reads of a cloud smile check that is half set up."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from pytest_django.fixtures import Settings

Configure = Callable[..., list[CheckMessage]]

AZURE = {
    "SMILE_BACKEND": "booth.smile.azure.SmileBackend",
    "AZURE_FACE_ENDPOINT": "https://party.cognitiveservices.azure.com/",
    "AZURE_FACE_KEY": "0123456789abcdef",
}
REKOGNITION = {
    "SMILE_BACKEND": "booth.smile.rekognition.SmileBackend",
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIK7MDENG",
}


@pytest.fixture
def configure(settings: Settings) -> Configure:
    def change(*groups: dict[str, Any], **values: Any) -> list[CheckMessage]:
        for group in (*groups, values):
            for name, value in group.items():
                setattr(settings, name, value)
        return [each for each in run_checks() if (each.id or "").startswith("booth.")]

    return change


@pytest.mark.parametrize("complete", [{}, AZURE, REKOGNITION])
def test_a_complete_set_up_has_no_messages(configure: Configure, complete: dict[str, Any]) -> None:
    assert configure(complete) == []


def test_a_machine_with_a_role_needs_no_aws_keys(configure: Configure) -> None:
    assert configure(REKOGNITION, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="") == []


@pytest.mark.parametrize(
    ("group", "empty", "number"),
    [
        (AZURE, ["AZURE_FACE_KEY"], "booth.E011"),
        (AZURE, ["AZURE_FACE_ENDPOINT"], "booth.E011"),
        (AZURE, ["AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY"], "booth.E011"),
        (REKOGNITION, ["AWS_SECRET_ACCESS_KEY"], "booth.E013"),
        (REKOGNITION, ["AWS_ACCESS_KEY_ID"], "booth.E013"),
        (REKOGNITION, ["AWS_REGION"], "booth.E014"),
    ],
)
def test_what_is_missing_is_named(
    configure: Configure, group: dict[str, Any], empty: list[str], number: str
) -> None:
    (message,) = configure(group, **dict.fromkeys(empty, ""))
    assert message.id == number
    assert message.is_serious()
    assert message.hint
    assert all(name in message.msg for name in empty)
    secrets = [group.get("AZURE_FACE_KEY"), group.get("AWS_SECRET_ACCESS_KEY")]
    assert not [secret for secret in secrets if secret and secret in str(message)]


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [("AZURE_FACE_KEY", "abc", "booth.W011"), ("AWS_ACCESS_KEY_ID", "abc", "booth.W013")],
)
def test_half_a_pair_that_is_not_in_use_is_only_a_warning(
    configure: Configure, name: str, value: str, number: str
) -> None:
    (message,) = configure(**{name: value})
    assert message.id == number
    assert not message.is_serious()


@pytest.mark.parametrize(
    "address",
    [
        "http://party.cognitiveservices.azure.com",
        "party.example.com",
        "https://",
        "x:y",
        "https://[bad",
        "https://party.example.com:https",
    ],
)
def test_keys_and_faces_go_nowhere_in_the_clear(configure: Configure, address: str) -> None:
    (message,) = configure(AZURE, AZURE_FACE_ENDPOINT=address)
    assert message.id == "booth.E012"
    assert address in message.msg
    assert message.hint


@pytest.mark.parametrize("seconds", [0, -1, 16, float("nan")])
def test_a_time_limit_that_cannot_work_is_reported(configure: Configure, seconds: float) -> None:
    (message,) = configure(SMILE_TIMEOUT=seconds)
    assert message.id == "booth.E010"
