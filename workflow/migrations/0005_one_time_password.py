"""Whoever was handed a password chooses one of his own first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflow", "0004_rectification_returned"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="one_time_password",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
