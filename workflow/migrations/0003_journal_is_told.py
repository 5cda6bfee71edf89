"""What happened to a plan or a commitment is put into the outbox by the database itself."""

from django.db import migrations

from workflow.models import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_journal_triggers")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
