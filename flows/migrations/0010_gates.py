"""Which release a process is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0009_slips'),
        ('workflow', '0027_gates'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.release'),
        ),
    ]
