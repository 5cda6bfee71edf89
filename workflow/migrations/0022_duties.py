"""Recurring duties with their periods and records, and the rights to fulfil and to sign for them."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers who report may fulfil, heads who sign reports may sign."""
    grant_like(apps, "fulfil_duty", ("submit_report",))
    grant_like(apps, "sign_duty", ("sign_report",))


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('workflow', '0021_transfer_and_disputes'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('per_period_min', 'Quota'), ('every_period', 'Every period'), ('review', 'Review of what is kept up to date')], max_length=20, verbose_name='kind')),
                ('length', models.CharField(choices=[('week', 'Weekly'), ('month', 'Monthly'), ('quarter', 'Quarterly'), ('year', 'Yearly')], max_length=10, verbose_name='period')),
                ('needed', models.PositiveSmallIntegerField(default=1, verbose_name='times')),
                ('by', models.CharField(blank=True, max_length=10)),
                ('who', models.CharField(blank=True, max_length=200, verbose_name='who')),
                ('phrase', models.CharField(max_length=300, verbose_name='wording')),
                ('personal', models.BooleanField(default=False, verbose_name='by the leaders in person')),
                ('soft', models.BooleanField(default=False, verbose_name='as a rule')),
                ('unsure', models.BooleanField(default=False, verbose_name='class not decided')),
                ('since', models.DateField(verbose_name='known since')),
                ('first_on', models.DateField(verbose_name='asked for from')),
                ('next_on', models.DateField(verbose_name='next period from')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='workflow.commitment')),
            ],
            options={
                'verbose_name': 'recurring duty',
                'verbose_name_plural': 'recurring duties',
            },
        ),
        migrations.CreateModel(
            name='DutyPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=10, verbose_name='period')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('closes_on', models.DateField(verbose_name='closed by the system after')),
                ('needed', models.PositiveSmallIntegerField(verbose_name='times')),
                ('count', models.PositiveSmallIntegerField(default=0, verbose_name='times done')),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('late', 'Met after the due date'), ('short', 'Short'), ('nothing', 'Nothing done'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='workflow.duty')),
                ('handed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'period of a duty',
                'verbose_name_plural': 'periods of duties',
            },
        ),
        migrations.CreateModel(
            name='DutyRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('token', models.UUIDField()),
                ('done_on', models.DateField(verbose_name='done on')),
                ('what', models.TextField(verbose_name='what was done')),
                ('person', models.CharField(blank=True, max_length=120, verbose_name='done in person by')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='published at')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='struck at')),
                ('struck_reason', models.TextField(blank=True, verbose_name='reason')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='workflow.dutyperiod')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record of a duty',
                'verbose_name_plural': 'records of duties',
            },
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['next_on', 'id'], name='duties_to_open'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('needed__gte', 1)), name='duty_needs_something'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('first_on__gte', models.F('since'))), name='duty_not_asked_before_known'),
        ),
        migrations.AddIndex(
            model_name='dutyperiod',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['due_on', 'id'], name='duty_periods_open'),
        ),
        migrations.AddConstraint(
            model_name='dutyperiod',
            constraint=models.UniqueConstraint(fields=('duty', 'name'), name='duty_period_once'),
        ),
        migrations.AddConstraint(
            model_name='dutyperiod',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='duty_period_closed_with_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='dutyperiod',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='duty_period_forwards'),
        ),
        migrations.AddConstraint(
            model_name='dutyrecord',
            constraint=models.UniqueConstraint(fields=('period', 'number'), name='duty_record_number_once'),
        ),
        migrations.AddConstraint(
            model_name='dutyrecord',
            constraint=models.UniqueConstraint(fields=('period', 'token'), name='duty_record_token_once'),
        ),
        migrations.AddConstraint(
            model_name='dutyrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('struck_at__isnull', True), ('struck_reason', '')), models.Q(('struck_at__isnull', False), models.Q(('struck_reason', ''), _negated=True)), _connector='OR'), name='duty_record_struck_with_a_reason'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
