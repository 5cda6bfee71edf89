"""Gates before the publication of an implementation plan, the reviews that pass them, and the right to review."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.migration_grants import grant_like


def grant(apps: Any, schema_editor: Any) -> None:
    """Heads of installations that run get their new act."""
    grant_like(apps, "review_release", ("sign_plan",))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('workflow', '0026_slips'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('ask_extension', 'Ask extension'), ('sign_extension', 'Sign extension'), ('ask_suspension', 'Ask suspension'), ('sign_suspension', 'Sign suspension'), ('dispute', 'Dispute'), ('sign_dispute', 'Sign dispute'), ('fulfil_duty', 'Fulfil duty'), ('sign_duty', 'Sign duty'), ('review_release', 'Review release'), ('answer_slip', 'Answer slip'), ('sign_slip', 'Sign slip'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('urge', 'Urge'), ('copy', 'Copy'), ('advise_extension', 'Advise extension'), ('grant_extension', 'Grant extension'), ('grant_suspension', 'Grant suspension'), ('resume', 'Resume'), ('transfer', 'Transfer'), ('reopen', 'Reopen'), ('issue_slip', 'Issue slip'), ('accept_slip', 'Accept slip'), ('answer_dispute', 'Answer dispute'), ('rule_dispute', 'Rule dispute'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.AddField(
            model_name='plan',
            name='gate_confidentiality',
            field=models.BooleanField(default=False, verbose_name='before publication: confidentiality review by another person of the agency'),
        ),
        migrations.AddField(
            model_name='plan',
            name='gate_deidentified',
            field=models.BooleanField(default=False, verbose_name='before publication: de-identification confirmed'),
        ),
        migrations.AddField(
            model_name='plan',
            name='gate_disclosure',
            field=models.BooleanField(default=False, verbose_name='before publication: disclosure attribute, with the legal reason of a refusal'),
        ),
        migrations.AddField(
            model_name='plan',
            name='gate_explanation',
            field=models.BooleanField(default=False, verbose_name='before publication: explanation with the document'),
        ),
        migrations.AddField(
            model_name='plan',
            name='gate_opinions',
            field=models.BooleanField(default=False, verbose_name='before publication: account of opinions adopted and refused'),
        ),
        migrations.AddField(
            model_name='planpublication',
            name='gates',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='planpublication',
            name='url',
            field=models.URLField(blank=True, max_length=500, verbose_name='address'),
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveSmallIntegerField(verbose_name='draft number')),
                ('attribute', models.CharField(choices=[('proactive', "Published on the agency's own initiative"), ('on_request', 'Disclosed on request'), ('withheld', 'Not disclosed')], max_length=12, verbose_name='disclosure attribute')),
                ('ground', models.CharField(blank=True, choices=[('state_secret', 'State secret (Article 14)'), ('forbidden', 'Forbidden by law or administrative regulation (Article 14)'), ('security', 'Endangers national, public or economic security or social stability (Article 14)'), ('third_party', "Trade secret or privacy whose disclosure harms somebody's rights (Article 15)"), ('internal', 'Internal affairs of the agency (Article 16)'), ('process', 'Information on work still in process (Article 16)'), ('enforcement', 'Files of administrative enforcement (Article 16)')], max_length=20, verbose_name='legal reason')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('deidentified', models.BooleanField(default=False, verbose_name='de-identification confirmed')),
                ('removed', models.TextField(blank=True, verbose_name='what was removed')),
                ('explanation', models.TextField(blank=True, verbose_name='explanation')),
                ('explanation_url', models.URLField(blank=True, max_length=500, verbose_name='address of the explanation')),
                ('opinions_received', models.PositiveIntegerField(blank=True, null=True, verbose_name='opinions received')),
                ('opinions_adopted', models.PositiveIntegerField(blank=True, null=True, verbose_name='opinions adopted')),
                ('opinions_refused', models.TextField(blank=True, verbose_name='opinions not adopted, and why')),
                ('prepared_at', models.DateTimeField(verbose_name='prepared at')),
                ('answer_by', models.DateField(verbose_name='to be reviewed by')),
                ('outcome', models.CharField(blank=True, choices=[('passed', 'May be published as prepared'), ('changes', 'After changes'), ('refused', 'Must not be published'), ('withdrawn', 'Withdrawn'), ('dropped', 'Overtaken by events')], max_length=10, verbose_name='outcome')),
                ('basis', models.TextField(blank=True, verbose_name='basis of the review')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('objection', models.TextField(blank=True, verbose_name='objection')),
                ('objected_at', models.DateTimeField(blank=True, null=True)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='workflow.commitment')),
                ('objected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'review before publication',
                'verbose_name_plural': 'reviews before publication',
            },
        ),
        migrations.AddField(
            model_name='planpublication',
            name='release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='workflow.release'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('commitment',), name='release_prepared_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='release_outcome_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attribute', 'proactive'), ('ground', '')), models.Q(models.Q(('attribute', 'proactive'), _negated=True), models.Q(('ground', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='release_refused_on_a_ground'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
