"""Supervision slips, and the rights to issue, answer, sign and accept."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like

LIKE = {
    "answer_slip": ("submit_report",),
    "sign_slip": ("sign_report",),
    "issue_slip": ("urge",),
    "accept_slip": ("urge",),
}
"""Groups that are there already get each new act wherever they hold one of the others."""


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers, heads, clerks, inspectors and leaders of installations that run get their new acts; leaders issue slips
    and leave it to clerks and inspectors to accept the answers."""
    for act, like in LIKE.items():
        grant_like(apps, act, like)
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    grants.filter(permission__codename="accept_slip", group__name__endswith=":leader").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0025_claims_inspected_anew'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('reopen', 'Reopen'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='plan',
            name='slip_prefix',
            field=models.CharField(default='督办', max_length=20, verbose_name='prefix of the numbers of supervision slips'),
        ),
        migrations.AddField(
            model_name='plan',
            name='slip_working_days',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)], verbose_name='working days to answer a supervision slip'),
        ),
        migrations.CreateModel(
            name='SlipCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency')),
            ],
            options={
                'verbose_name': 'counter of supervision slips',
                'verbose_name_plural': 'counters of supervision slips',
                'constraints': [models.UniqueConstraint(fields=('office', 'year'), name='slip_counter_once')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionSlip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('serial', models.PositiveIntegerField(verbose_name='number')),
                ('prefix', models.CharField(max_length=20, verbose_name='prefix of the number')),
                ('colour', models.CharField(choices=[('blue', 'Blue'), ('yellow', 'Yellow'), ('red', 'Red')], max_length=10, verbose_name='colour')),
                ('cause', models.JSONField(default=dict, verbose_name='cause of the colour')),
                ('demand', models.TextField(verbose_name='demand')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('answer_by', models.DateField(verbose_name='to be answered by')),
                ('served_at', models.DateTimeField(blank=True, null=True, verbose_name='served at')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'Answer accepted'), ('withdrawn', 'Withdrawn'), ('dropped', 'Ended with the item')], max_length=10, verbose_name='outcome')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='workflow.commitment')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency')),
                ('served_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'supervision slip',
                'verbose_name_plural': 'supervision slips',
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['answer_by', 'id'], name='slips_open')],
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'serial'), name='slip_number_once'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('commitment',), name='slip_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='slip_outcome_has_its_moment')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
