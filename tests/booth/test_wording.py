"""The booth sees smiles; it claims nothing about what people feel."""

import re
from pathlib import Path

from django.conf import settings

# Inferring feelings from faces is regulated, and not what this does.
CLAIMS = re.compile(
    r"\b(happy|happiness|happier|emotions?|emotional|moods?|joy|joyful|sad)\b", re.IGNORECASE
)
# The name of a package's model file; it goes into no page.
FILE_NAMES = re.compile(r"emotion_model_quantized\.tflite")


def sources() -> list[Path]:
    """Every file whose words a guest, a member of staff or an operator may read."""
    root = Path(settings.BASE_DIR)
    found = [root / "README.md", root / "CHANGELOG.md"]
    for folder, pattern in (
        ("templates", "*.html"),
        ("templates", "*.txt"),
        ("static/src", "*.js"),
        ("booth", "*.py"),
        ("gallery", "*.py"),
        ("messaging", "*.py"),
    ):
        found += (root / folder).rglob(pattern)
    return [path for path in found if path.exists()]


def test_the_word_is_smile() -> None:
    claims = [
        f"{path.name}: {match[0]}"
        for path in sources()
        for match in CLAIMS.finditer(FILE_NAMES.sub("", path.read_text(encoding="utf-8")))
    ]
    assert len(sources()) > 100
    assert claims == []
