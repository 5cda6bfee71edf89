"""Which request for a suspension a process is about, and from when the reminders of a step that rested are counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0004_seen'),
        ('workflow', '0020_suspensions'),
    ]

    operations = [
        migrations.AddField(
            model_name='deadline',
            name='base_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='process',
            name='suspension',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.suspension'),
        ),
    ]
