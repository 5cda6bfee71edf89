"""A rectification that was returned says so; that it was accepted follows from its finding."""

from django.db import migrations, models


def returned_from_accepted(apps, schema_editor):
    apps.get_model("workflow", "Rectification").objects.filter(accepted=False).update(returned=True)


def accepted_from_returned(apps, schema_editor):
    attempts = apps.get_model("workflow", "Rectification").objects
    attempts.filter(returned=True).update(accepted=False)
    attempts.filter(returned=False, finding__resolved_at__isnull=False).update(accepted=True)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_journal_is_told")]

    operations = [
        migrations.AddField(
            model_name="rectification",
            name="returned",
            field=models.BooleanField(default=False, verbose_name="returned"),
        ),
        migrations.RunPython(returned_from_accepted, accepted_from_returned, elidable=True),
        migrations.RemoveField(model_name="rectification", name="accepted"),
    ]
