"""Which dispute of an assignment a process is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0005_suspensions'),
        ('workflow', '0021_transfer_and_disputes'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='dispute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.dispute'),
        ),
    ]
