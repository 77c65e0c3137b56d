"""Contrast by the rule of WCAG 2.2 (relative luminance)."""

DARK_INK = "#1b1420"
LIGHT_INK = "#ffffff"


def relative_luminance(color: str) -> float:
    """Return the luminance, 0..1, of an `#rrggbb` colour.

    Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast, 1..21, between two `#rrggbb` colours."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrasting_ink(background: str) -> str:
    """Return the dark or the light ink, whichever reads better on `background`."""
    return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast_ratio(ink, background))
