"""The register of events, what hangs on them with its clocks, and the rights to register and to answer."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers report events for their agency and record what was done; clerks and inspectors report for all."""
    grant_like(apps, "report_event", ("answer_slip", "accept_slip"))
    grant_like(apps, "answer_event", ("answer_slip",))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0035_succession_rows'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('review_release', 'Review release'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('report_event', 'Report event'), ('answer_event', 'Answer event'), ('contribute', 'Contribute'), ('assemble', 'Assemble'), ('state_part', 'State part'), ('hand_out', 'Hand out'), ('countersign', 'Countersign'), ('add_signer', 'Add signer'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('rearrange', 'Rearrange'), ('reopen', 'Reopen'), ('answer_difficulties', 'Answer difficulties'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('confirm_division', 'Confirm division'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal'), ('name_leader', 'Name leader')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='clock',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='due at'),
        ),
        migrations.AddField(
            model_name='clock',
            name='start_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('implementation_plan', 'Implementation plan'), ('publication', 'Publication of the plan'), ('completion', 'Completion'), ('report', 'Progress report'), ('rectification', 'Rectification'), ('event', 'After or before an event')], max_length=30, verbose_name='clock'),
        ),
        migrations.AlterField(
            model_name='clock',
            name='rule',
            field=models.CharField(choices=[('working_days', 'Working days after an event'), ('calendar_days', 'Calendar days after an event'), ('fixed_date', 'Fixed date'), ('months', 'Months after an event'), ('hours', 'Hours after an event, around the clock'), ('working_days_before', 'Working days before a planned event'), ('days_before', 'Calendar days before a planned event'), ('months_before', 'Months before a planned event'), ('hours_before', 'Hours before a planned event, in whole days')], max_length=20, verbose_name='rule'),
        ),
        migrations.CreateModel(
            name='EventResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=300, verbose_name='sentence in the plan')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due at')),
                ('provisional', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True, verbose_name='what was done')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Done'), ('replaced', 'Replaced by a correction'), ('dropped', 'Ended with the item')], max_length=10, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='event_responses', to='workflow.commitment')),
            ],
            options={
                'verbose_name': 'what hangs on an event',
                'verbose_name_plural': 'what hangs on events',
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='response',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='workflow.eventresponse'),
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='event')),
                ('reported_at', models.DateTimeField(verbose_name='registered at')),
                ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='happened at')),
                ('known_at', models.DateTimeField(blank=True, null=True, verbose_name='known at')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('void', models.BooleanField(default=False, verbose_name='did not take place')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='workflow.planevent')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='workflow.planitem')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='workflow.plan')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
        ),
        migrations.AddField(
            model_name='eventresponse',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='workflow.planevent'),
        ),
        migrations.AddIndex(
            model_name='planevent',
            index=models.Index(fields=['plan', '-id'], name='events_of_plan'),
        ),
        migrations.AddConstraint(
            model_name='planevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('happened_at__isnull', True), ('known_at__isnull', True), ('planned_on__isnull', False)), models.Q(('happened_at__isnull', False), ('known_at__isnull', False), ('planned_on__isnull', True)), _connector='OR'), name='event_happened_or_planned'),
        ),
        migrations.AddConstraint(
            model_name='planevent',
            constraint=models.CheckConstraint(condition=models.Q(('void', False), ('corrects__isnull', False), _connector='OR'), name='event_void_corrects'),
        ),
        migrations.AddIndex(
            model_name='eventresponse',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['due_on', 'id'], name='event_responses_open'),
        ),
        migrations.AddConstraint(
            model_name='eventresponse',
            constraint=models.UniqueConstraint(fields=('event', 'commitment', 'phrase'), name='event_response_once'),
        ),
        migrations.AddConstraint(
            model_name='eventresponse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='event_outcome_has_its_moment'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
