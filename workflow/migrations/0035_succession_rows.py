"""Reorganisations of agencies; an item is opened once for an agency, and runs once at each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0034_succession'),
    ]

    operations = [
        migrations.AddField(
            model_name='agencyalias',
            name='former',
            field=models.BooleanField(default=False, verbose_name='former name'),
        ),
        migrations.CreateModel(
            name='SucceededCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'commitment of a succession',
                'verbose_name_plural': 'commitments of successions',
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'Merger of agencies'), ('split', 'Split of an agency'), ('rename', 'Renaming of an agency')], max_length=10, verbose_name='kind')),
                ('on', models.DateField(verbose_name='in force from')),
                ('ground', models.TextField(verbose_name='legal ground')),
                ('former', models.JSONField(blank=True, default=list, verbose_name='former names')),
                ('carried_out_at', models.DateTimeField(verbose_name='carried out at')),
            ],
            options={
                'verbose_name': 'succession of agencies',
                'verbose_name_plural': 'successions of agencies',
            },
        ),
        migrations.RemoveConstraint(
            model_name='commitment',
            name='commitment_once',
        ),
        migrations.AlterField(
            model_name='commitment',
            name='opened_for',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.UniqueConstraint(fields=('item', 'opened_for'), name='commitment_opened_once'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('discontinued_at__isnull', True), ('transferred_at__isnull', True)), fields=('item', 'agency'), name='commitment_once'),
        ),
        migrations.AddField(
            model_name='succeededcommitment',
            name='commitment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='workflow.commitment'),
        ),
        migrations.AddField(
            model_name='succeededcommitment',
            name='predecessor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='succeededcommitment',
            name='successor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='succeededcommitment',
            name='went_on',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='workflow.commitment'),
        ),
        migrations.AddField(
            model_name='succession',
            name='carried_out_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='succession',
            name='jurisdiction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='workflow.jurisdiction'),
        ),
        migrations.AddField(
            model_name='succession',
            name='main',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='succession',
            name='predecessors',
            field=models.ManyToManyField(related_name='succeeded_in', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='succession',
            name='successors',
            field=models.ManyToManyField(related_name='successor_in', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='succeededcommitment',
            name='succession',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='workflow.succession'),
        ),
        migrations.AddIndex(
            model_name='succession',
            index=models.Index(fields=['jurisdiction', '-id'], name='successions_of_place'),
        ),
    ]
