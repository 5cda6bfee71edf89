"""Suspensions, the days on which a clock stood still, and the rights to ask, sign, grant and resume."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like

LIKE = {
    "ask_suspension": ("ask_extension", "advise_extension"),
    "sign_suspension": ("sign_extension",),
    "grant_suspension": ("grant_extension",),
    "resume": ("sign_extension", "discontinue"),
}
"""Groups that are there already get each new act wherever they hold one of the others."""


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers, heads, clerks, inspectors and leaders of installations that run get their new acts."""
    for act, like in LIKE.items():
        grant_like(apps, act, like)
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    permission = apps.get_model("auth", "Permission").objects.filter(codename="ask_suspension").first()
    # Clerks hold no act on the agencies of their reach that leaders do not hold too: their groups are known by name.
    of_clerks = grants.filter(permission__codename="discontinue", group__name__endswith=":clerk")
    places = list(of_clerks.values_list("group_id", "content_object_id"))
    rows = [grants.model(group_id=group, permission=permission, content_object_id=agency) for group, agency in places]
    grants.bulk_create(rows if permission else [], ignore_conflicts=True)


def remember_extensions(apps: Any, schema_editor: Any) -> None:
    """The day a clock was extended to is the first change of its date."""
    clocks = apps.get_model("workflow", "Clock").objects
    batch = []
    for clock in clocks.filter(extended_to__isnull=False).order_by("pk").iterator(chunk_size=500):
        clock.changes = [{"to": clock.extended_to.isoformat()}]
        batch.append(clock)
    clocks.bulk_update(batch, ["changes"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0019_following'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='clock',
            name='changes',
            field=models.JSONField(blank=True, default=list, verbose_name='changes of the date'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='suspended_on',
            field=models.DateField(blank=True, null=True, verbose_name='suspended from'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='suspended_until',
            field=models.DateField(blank=True, null=True, verbose_name='suspended until'),
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='suspended until')),
                ('cause', models.TextField(verbose_name='cause')),
                ('by_office', models.BooleanField(default=False, verbose_name='asked for by the office')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answer_by', models.DateField(verbose_name='to be answered by')),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Granted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed, not decided in time'), ('dropped', 'Overtaken by events')], max_length=10, verbose_name='outcome')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('first_on', models.DateField(blank=True, null=True, verbose_name='suspended from')),
                ('last_on', models.DateField(blank=True, null=True, verbose_name='last day suspended')),
                ('resumed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to='workflow.commitment')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resumed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suspension',
                'verbose_name_plural': 'suspensions',
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['until', 'id'], name='suspensions_asked'), models.Index(condition=models.Q(('outcome', 'granted'), ('resumed_at__isnull', True)), fields=['until', 'id'], name='suspensions_in_force')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', ''), models.Q(('outcome', 'granted'), ('resumed_at__isnull', True)), _connector='OR'), fields=('commitment',), name='suspension_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='suspension_outcome_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'granted'), ('first_on__isnull', False), ('first_on__lte', models.F('until'))), models.Q(models.Q(('outcome', 'granted'), _negated=True), ('first_on__isnull', True), ('resumed_at__isnull', True)), _connector='OR'), name='suspension_granted_from_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('last_on__isnull', True), ('resumed_at__isnull', True)), models.Q(('last_on__isnull', False), ('resumed_at__isnull', False)), _connector='OR'), name='suspension_resumed_on_a_day')],
            },
        ),
        migrations.RunPython(remember_extensions, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
