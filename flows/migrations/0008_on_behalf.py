"""For whom a deputy completed a step."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0007_duties'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='on_behalf',
            field=models.CharField(blank=True, max_length=80, verbose_name='done for'),
        ),
    ]
