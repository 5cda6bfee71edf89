"""Items split off and merged after the issue, and the right to do it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Clerks and leaders of installations that run get their new act."""
    grant_like(apps, "rearrange", ("transfer",))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("workflow", "0032_handed_out"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('review_release', 'Review release'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('contribute', 'Contribute'), ('assemble', 'Assemble'), ('state_part', 'State part'), ('hand_out', 'Hand out'), ('countersign', 'Countersign'), ('add_signer', 'Add signer'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('rearrange', 'Rearrange'), ('reopen', 'Reopen'), ('answer_difficulties', 'Answer difficulties'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('confirm_division', 'Confirm division'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal'), ('name_leader', 'Name leader')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='commitment',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_in', to='workflow.commitment'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='split_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_into', to='workflow.planitem'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
