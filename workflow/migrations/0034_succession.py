"""For which agency a commitment was opened, and reorganisations of agencies with the commitments that went over."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    """Up to now no commitment ever changed its agency."""
    apps.get_model("workflow", "Commitment").objects.update(opened_for=F("agency_id"))


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0033_rearranging'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='opened_for',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
