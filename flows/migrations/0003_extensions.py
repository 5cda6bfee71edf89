"""Which request for an extension a process is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0002_initial'),
        ('workflow', '0017_extensions'),
    ]

    operations = [
        migrations.AddField(
            model_name='process',
            name='extension',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='workflow.extension'),
        ),
    ]
