"""Error pages and error mails without numbers, in debug mode too."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.views.debug import SafeExceptionReporterFilter

from messaging.phones import without_numbers


class _Shown:
    """Stands for a variable's value on an error page."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class NumbersHidden(SafeExceptionReporterFilter):
    """Hides what is marked sensitive always, and blanks what looks like a number elsewhere.

    Django's own filter shows everything while DEBUG is on; a booth at a party may run so.
    """

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        posted = super().get_post_parameters(request)
        hidden = QueryDict(mutable=True)
        for name in posted:
            hidden[name] = without_numbers(str(posted[name]))
        return hidden

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        shown = super().get_traceback_frame_variables(request, tb_frame)
        return [(name, _blanked(value)) for name, value in shown]


def _blanked(value: Any) -> Any:
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001  # an error page must come, whatever is on it
        return _Shown(f"<no repr: {type(error).__name__}>")
    blanked = without_numbers(text)
    return value if blanked == text else _Shown(blanked)
