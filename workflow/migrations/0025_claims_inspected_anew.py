"""The leader may have a claim inspected anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0024_reopenings'),
    ]

    operations = [
        migrations.AlterField(
            model_name='inspection',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='workflow.completionclaim'),
        ),
    ]
