from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


GRANTED = {"officer": ("comment_draft",), "head": ("comment_draft", "answer_draft")}


def grant(apps: Any, schema_editor: Any) -> None:
    """Officers and heads who are there already get the new acts on their own agency; groups made later bring them."""
    found = {}
    for group in apps.get_model("auth", "Group").objects.filter(name__startswith="agency:"):
        _word, agency_id, role = group.name.split(":")
        for act in GRANTED.get(role, ()):
            found.setdefault(act, []).append((group.pk, int(agency_id)))
    if not found:
        return
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="workflow", model="agency"
    )
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    for act, places in found.items():
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=act, defaults={"name": act.replace("_", " ").capitalize()}
        )
        rows = [
            grants.model(group_id=group, permission_id=permission.pk, content_object_id=agency)
            for group, agency in places
        ]
        grants.bulk_create(rows, ignore_conflicts=True)
    users = apps.get_model("workflow", "User").objects.filter(memberships__role__in=GRANTED)
    users.update(scope_version=F("scope_version") + 1)


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0011_plan_versions'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agency',
            options={'default_permissions': (), 'ordering': ('order', 'id'), 'permissions': [('view_commitments', 'View commitments'), ('acknowledge', 'Acknowledge'), ('write_plan', 'Write plan'), ('sign_plan', 'Sign plan'), ('publish_plan', 'Publish plan'), ('submit_report', 'Submit report'), ('sign_report', 'Sign report'), ('claim_completion', 'Claim completion'), ('rectify', 'Rectify'), ('comment_draft', 'Comment draft'), ('answer_draft', 'Answer draft'), ('approve_plan', 'Approve plan'), ('inspect', 'Inspect'), ('recheck', 'Recheck'), ('close', 'Close'), ('discontinue', 'Discontinue'), ('draft_document', 'Draft document'), ('approve_document', 'Approve document'), ('issue_document', 'Issue document'), ('manage_organisation', 'Manage organisation'), ('manage_calendar', 'Manage calendar'), ('view_journal', 'View journal')], 'verbose_name': 'agency', 'verbose_name_plural': 'agencies'},
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('closes_on', models.DateField(verbose_name='comments until')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('close_reason', models.TextField(blank=True, verbose_name='reason of the early end')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consultation', to='workflow.plan')),
            ],
            options={
                'verbose_name': 'consultation',
                'verbose_name_plural': 'consultations',
            },
        ),
        migrations.CreateModel(
            name='ConsultedAgency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no_comment_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='workflow.agency')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='workflow.consultation')),
                ('no_comment_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'consulted agency',
                'verbose_name_plural': 'consulted agencies',
            },
        ),
        migrations.CreateModel(
            name='ConsultationComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quote', models.CharField(blank=True, max_length=500, verbose_name='words it is about')),
                ('kind', models.CharField(choices=[('change', 'Change of wording'), ('delete', 'Deletion'), ('add', 'Addition'), ('owner', 'Responsible agency'), ('time', 'Time limit'), ('other', 'Other')], max_length=10, verbose_name='kind')),
                ('wording', models.TextField(blank=True, verbose_name='proposed wording')),
                ('reason', models.TextField(verbose_name='reason')),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('outcome', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('partly', 'Partly adopted'), ('refused', 'Not adopted')], max_length=10, verbose_name='outcome')),
                ('outcome_reason', models.TextField(blank=True, verbose_name='reason of the outcome')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='workflow.planitem')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consulted', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='workflow.consultedagency')),
            ],
            options={
                'verbose_name': 'comment of a consultation',
                'verbose_name_plural': 'comments of consultations',
            },
        ),
        migrations.AddConstraint(
            model_name='consultedagency',
            constraint=models.UniqueConstraint(fields=('consultation', 'agency'), name='agency_consulted_once'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
