"""Responsible leaders of agencies, and the right to enter them."""

from typing import Any

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers and heads enter that of their agency, clerks any of their reach."""
    grant_like(apps, "name_leader", ("submit_report", "sign_report", "answer_dispute"))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0027_gates'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('review_release', 'Review release'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('reopen', 'Reopen'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal'), ('name_leader', 'Name leader')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.CreateModel(
            name='ResponsibleLeader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(default=datetime.date(2000, 1, 1), verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('post', models.CharField(max_length=80, verbose_name='post')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                ('published_at', models.URLField(blank=True, max_length=500, verbose_name='address of the publication')),
                ('filed_at', models.DateTimeField(verbose_name='filed at')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsible_leaders', to='workflow.agency')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'responsible leader',
                'verbose_name_plural': 'responsible leaders',
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('agency',), name='leader_of_agency_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='leader_ends_after_the_beginning')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
