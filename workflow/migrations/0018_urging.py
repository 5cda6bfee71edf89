"""The right to urge, and how long an item rests between two urgings."""

from typing import Any

import django.core.validators
from django.db import migrations, models
from django.db.models import F

LIKE = ("discontinue", "inspect")
"""Groups that are there already get the act wherever they hold one of these; groups made later bring it."""


def grant(apps: Any, schema_editor: Any) -> None:
    """Give the act to clerks, leaders and inspectors of installations that run."""
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    places = set(grants.filter(permission__codename__in=LIKE).values_list("group_id", "content_object_id"))
    if not places:
        return
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="workflow", model="agency"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="urge", defaults={"name": "Urge"}
    )
    rows = [grants.model(group_id=group, permission=permission, content_object_id=agency) for group, agency in places]
    grants.bulk_create(rows, ignore_conflicts=True)
    users = apps.get_model("workflow", "User").objects.filter(memberships__group_id__in={group for group, _at in places})
    users.update(scope_version=F("scope_version") + 1)


class Migration(migrations.Migration):

    dependencies = [
        ("workflow", "0017_extensions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name="plan",
            name="urge_pause_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(250),
                ],
                verbose_name="working days before the same item is urged again",
            ),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
