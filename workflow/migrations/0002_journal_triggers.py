"""The journal becomes append-only for everyone who writes SQL."""

from django.db import migrations

from workflow.models import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor)


def remove(apps, schema_editor):
    triggers.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
