"""To which section and officer of its agency a commitment was handed, and the right to."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Heads of installations that run get their new act."""
    grant_like(apps, "hand_out", ("sign_plan",))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0031_light_and_divided'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('review_release', 'Review release'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('contribute', 'Contribute'), ('assemble', 'Assemble'), ('state_part', 'State part'), ('hand_out', 'Hand out'), ('countersign', 'Countersign'), ('add_signer', 'Add signer'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('reopen', 'Reopen'), ('answer_difficulties', 'Answer difficulties'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('confirm_division', 'Confirm division'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal'), ('name_leader', 'Name leader')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='commitment',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commitment',
            name='section',
            field=models.CharField(blank=True, max_length=60, verbose_name='section'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
