"""Light commitments, which have no implementation plan of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0030_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='is_light',
            field=models.BooleanField(default=False, verbose_name='light'),
        ),
    ]
