"""The flow of a supervision slip names it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0008_on_behalf'),
        ('workflow', '0026_slips'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='slip',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.supervisionslip'),
        ),
    ]
