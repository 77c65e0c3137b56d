"""Have the sweep make the new copies of photos that have the old ones."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def remake(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ready = {"rendition_status": "queued", "attempts": 0}
    snaps = apps.get_model("gallery", "Snap").objects.exclude(original="")
    snaps.filter(rendition_status="ready").update(**ready)
    strips = apps.get_model("gallery", "Strip").objects.exclude(image="")
    strips.filter(status="ready").update(**ready, picture_revision=F("revision"))


class Migration(migrations.Migration):
    dependencies = [("gallery", "0005_renditions")]

    operations = [migrations.RunPython(remake, migrations.RunPython.noop)]
