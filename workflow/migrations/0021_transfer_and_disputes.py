"""What transfers and disputes keep, and the rights to dispute an assignment, to answer that, and to transfer."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers dispute, heads sign, clerks answer, leaders rule; clerks and leaders transfer."""
    grant_like(apps, "dispute", ("write_plan",))
    grant_like(apps, "sign_dispute", ("sign_plan",))
    grant_like(apps, "transfer", ("discontinue",))
    grant_like(apps, "rule_dispute", ("approve_plan",))
    # Clerks are those who may discontinue and do not approve: the arbiter of the second round has no part in the first.
    grant_like(apps, "answer_dispute", ("discontinue",))
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    arbiters = grants.filter(permission__codename="approve_plan").values_list("group_id", flat=True)
    grants.filter(permission__codename="answer_dispute", group_id__in=set(arbiters)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0020_suspensions'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason of the dispute')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answer_by', models.DateField(verbose_name='to be answered by')),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, verbose_name='answer of the office')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('again_until', models.DateField(blank=True, null=True, verbose_name='second round until')),
                ('again_reason', models.TextField(blank=True, verbose_name='reason of the second round')),
                ('again_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Assignment upheld'), ('transferred', 'Transferred'), ('refused', 'Not signed by the head'), ('withdrawn', 'Withdrawn'), ('handed_in', 'Ended by handing in the implementation plan'), ('dropped', 'Overtaken by events')], max_length=12, verbose_name='outcome')),
                ('remark', models.TextField(blank=True, verbose_name='reasons of the decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'dispute of an assignment',
                'verbose_name_plural': 'disputes of assignments',
            },
        ),
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.RemoveIndex(
            model_name='commitment',
            name='under_inspection',
        ),
        migrations.AddField(
            model_name='commitment',
            name='transfer_reason',
            field=models.TextField(blank=True, verbose_name='reason of the transfer'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='transferred_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='commitment',
            name='transferred_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transferred_to', to='workflow.commitment'),
        ),
        migrations.AddField(
            model_name='plan',
            name='dispute_working_days',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)], verbose_name='working days after the issue to dispute an assignment'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('accepted_at__isnull', True), ('claimed_at__isnull', False), ('discontinued_at__isnull', True), ('transferred_at__isnull', True)), fields=['current_due_on', 'id', 'agency'], name='under_inspection'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='again_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='commitment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='workflow.commitment'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='proposed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency', verbose_name='agency that should have it'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['answer_by', 'id'], name='disputes_open'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['-decided_at', '-id'], name='disputes_decided'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='dispute_outcome_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('again_at__isnull', True), ('answered_at__isnull', False), _connector='OR'), name='dispute_second_after_first'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
