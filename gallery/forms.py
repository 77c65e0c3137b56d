"""Forms of the admin."""

import io
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from gallery.images import InvalidImage, inspect_upload
from gallery.models import Event

LOGO_SIZE = (1200, 1200)


class EventForm(forms.ModelForm[Event]):
    class Meta:
        model = Event
        fields = "__all__"  # noqa: DJ007  # the admin's fieldsets choose
        widgets = {"accent_color": forms.TextInput(attrs={"type": "color"})}

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
