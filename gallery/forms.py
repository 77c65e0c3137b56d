"""Forms of the admin."""

import io
from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from gallery.codes import make_passcode, plain_passcode, propose_slug
from gallery.images import InvalidImage, inspect_upload
from gallery.models import Event
from gallery.models.events import in_ninety_days
from gallery.passcodes import hash_passcode

LOGO_SIZE = (1200, 1200)
SHORTEST_PASSCODE = 6
PASSCODE_SET = (
    "A passcode is set. Leave this empty to keep it; a new one locks out all who typed the old one."
)
PASSCODE_MISSING = (
    "None is set. Where the gallery asks for one and this is empty, one is made and shown once."
)
SLUG_HELP = (
    "The event code: part of the gallery's address. Leave it empty for one that nobody can guess."
)


class EventForm(forms.ModelForm[Event]):
    """An event. Its passcode is written, never read: only its hash is kept."""

    new_passcode = forms.CharField(
        label="Passcode",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    make_passcode = forms.BooleanField(label="Make a passcode for me", required=False)
    expires_at = forms.DateTimeField(
        label="Closes",
        initial=in_ninety_days,
        help_text="From then on the gallery is closed to guests and no link opens.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    made_passcode = ""

    class Meta:
        model = Event
        fields = "__all__"  # noqa: DJ007  # the admin's fieldsets choose
        widgets = {"accent_color": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_set = bool(self.instance.gallery_passcode_hash)
        self.fields["new_passcode"].help_text = PASSCODE_SET if is_set else PASSCODE_MISSING
        self.fields["slug"].required = False
        self.fields["slug"].help_text = SLUG_HELP

    def clean_slug(self) -> str:
        """Propose a code that nobody can guess; what staff chose themselves stays."""
        return self.cleaned_data["slug"] or propose_slug(self.cleaned_data.get("name", ""))

    def clean_new_passcode(self) -> str:
        passcode: str = self.cleaned_data["new_passcode"]
        if passcode and len(plain_passcode(passcode)) < SHORTEST_PASSCODE:
            raise forms.ValidationError(
                f"Take at least {SHORTEST_PASSCODE} letters or digits; dashes do not count."
            )
        if passcode:
            CommonPasswordValidator().validate(plain_passcode(passcode))
        return passcode

    def clean(self) -> dict[str, Any]:
        """Set the passcode that was typed, or make one where one is needed or wished for."""
        data = super().clean() or self.cleaned_data
        is_needed = data.get("gallery_privacy") == Event.GalleryPrivacy.PASSCODE
        is_missing = is_needed and not self.instance.gallery_passcode_hash
        passcode = data.get("new_passcode") or ""
        if not passcode and (data.get("make_passcode") or is_missing):
            passcode = self.made_passcode = make_passcode()
        if passcode:
            self.instance.gallery_passcode_hash = hash_passcode(passcode)
        return data

    def clean_logo(self) -> Any:
        """Keep logos as plain PNG of at most 1200 px: they are printed and served."""
        logo = self.cleaned_data.get("logo")
        if not isinstance(logo, UploadedFile):
            return logo
        return ContentFile(_as_png(logo), name="logo.png")


def _as_png(logo: UploadedFile[bytes]) -> bytes:
    try:
        inspect_upload(logo, size=logo.size or 0)
    except InvalidImage as error:
        raise forms.ValidationError(str(error)) from error
    logo.seek(0)
    with Image.open(logo) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    image.thumbnail(LOGO_SIZE)
    # A new picture carries none of the metadata.
    bare = Image.new("RGBA", image.size)
    bare.paste(image)
    output = io.BytesIO()
    bare.save(output, "PNG", optimize=True)
    return output.getvalue()
