"""Which response to an event a process is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0012_divisions'),
        ('workflow', '0036_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='event_response',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.eventresponse'),
        ),
    ]
