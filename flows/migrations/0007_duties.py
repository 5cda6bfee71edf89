"""Which period of a duty a process is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0006_disputes'),
        ('workflow', '0022_duties'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='duty_period',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.dutyperiod'),
        ),
    ]
