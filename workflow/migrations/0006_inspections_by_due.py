"""What is under inspection, by its due date."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflow", "0005_one_time_password"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                fields=["current_due_on", "id", "agency"],
                condition=models.Q(claimed_at__isnull=False, accepted_at__isnull=True, discontinued_at__isnull=True),
                name="under_inspection",
            ),
        ),
    ]
