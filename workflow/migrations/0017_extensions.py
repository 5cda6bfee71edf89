"""Requests for extensions, the day a clock was extended to, and the rights to ask, sign, advise and grant."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef

LIKE = {
    "ask_extension": "write_plan",
    "sign_extension": "sign_plan",
    "advise_extension": "inspect",
    "grant_extension": "approve_plan",
}
"""Groups that are there already get each new act wherever they hold the other one; groups made later bring it."""


def grant(apps: Any, schema_editor: Any) -> None:
    """Give the new acts to officers, heads, inspectors and leaders of installations that run."""
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    touched: set[int] = set()
    for act, like in LIKE.items():
        places = list(grants.filter(permission__codename=like).values_list("group_id", "content_object_id"))
        if not places:
            continue
        kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="workflow", model="agency"
        )
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=act, defaults={"name": act.replace("_", " ").capitalize()}
        )
        rows = [grants.model(group_id=group, permission=permission, content_object_id=agency) for group, agency in places]
        grants.bulk_create(rows, ignore_conflicts=True)
        touched |= {group for group, _agency in places}
    users = apps.get_model("workflow", "User").objects.filter(memberships__group_id__in=touched)
    users.update(scope_version=F("scope_version") + 1)


def copy_provisional(apps: Any, schema_editor: Any) -> None:
    """The commitment carries whether the date of its implementation plan is provisional, as its clock says."""
    clocks = apps.get_model("workflow", "Clock").objects.filter(
        commitment=OuterRef("pk"), kind="implementation_plan", provisional=True
    )
    apps.get_model("workflow", "Commitment").objects.filter(Exists(clocks)).update(plan_provisional=True)


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0016_reminder_ladder'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='clock',
            name='extended_to',
            field=models.DateField(blank=True, null=True, verbose_name='extended to'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='plan_provisional',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('present_on', models.DateField(verbose_name='date that counts')),
                ('asked_on', models.DateField(verbose_name='date asked for')),
                ('cause', models.TextField(verbose_name='cause')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answer_by', models.DateField(verbose_name='to be answered by')),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('opinion', models.TextField(blank=True, verbose_name='opinion of the inspector')),
                ('advised_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Granted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed, not decided in time'), ('dropped', 'Overtaken by events')], max_length=10, verbose_name='outcome')),
                ('moved_from', models.DateField(blank=True, null=True, verbose_name='date before')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('advised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='workflow.clock')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='workflow.commitment')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request for an extension',
                'verbose_name_plural': 'requests for extensions',
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['answer_by', 'id'], name='extensions_open'), models.Index(fields=['-decided_at', '-id'], name='extensions_decided')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('clock',), name='extension_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='extension_outcome_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'granted'), ('moved_from__isnull', False)), models.Q(models.Q(('outcome', 'granted'), _negated=True), ('moved_from__isnull', True)), _connector='OR'), name='extension_granted_from_a_date')],
            },
        ),
        migrations.RunPython(copy_provisional, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
