"""What collectives have since 0.1.0: changes of roles and invitations; of pages: reading by a second editor."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What they began with, in French and English; words that editors wrote are others, and stay.
STARTS = (
    "Lire ce site ne dépose aucun cookie et ne charge rien depuis un autre site. Un compte demande un nom",
    "Reading this site sets no cookie and loads nothing from another site. An account asks for a name",
    "Qui publie ce site, qui l’héberge, comment écrire\u202f: à compléter par l’équipe",
    "Who publishes this site, who hosts it, how to write: for the team that installs it",
)


def empty(apps, schema_editor):
    """Take from the pages on privacy and publishing the words they were laid with: config/standing.py says it now."""
    pages, revisions = apps.get_model("campaign", "StandardPage"), apps.get_model("wagtailcore", "Revision")
    for page in pages.objects.filter(slug__in=["confidentialite", "mentions-legales"]):
        if not page.introduction.startswith(STARTS):
            continue
        pages.objects.filter(pk=page.pk).update(introduction="")
        # Else the next editor would bring them back with the draft.
        for revision in revisions.objects.filter(object_id=str(page.pk), base_content_type__app_label="wagtailcore"):
            if str(revision.content.get("introduction", "")).startswith(STARTS):
                revision.content["introduction"] = ""
                revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    replaces = [
        ('campaign', '0007_order_by_number_too'),
        ('campaign', '0008_remember_changes_of_roles'),
        ('campaign', '0009_invitations'),
        ('campaign', '0010_find_pictures_by_file'),
        ('campaign', '0011_empty_first_words'),
        ('campaign', '0012_second_editor'),
        ('campaign', '0013_languages_are_a_setting'),
    ]

    dependencies = [
        ('campaign', '0001_tables_of_0_1_0'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='membershiprequest',
            options={'ordering': ['asked_at', 'pk'], 'verbose_name': 'request to join', 'verbose_name_plural': 'requests to join'},
        ),
        migrations.AlterModelOptions(
            name='takeover',
            options={'ordering': ['asked_at', 'pk'], 'verbose_name': 'takeover', 'verbose_name_plural': 'takeovers'},
        ),
        migrations.AlterField(
            model_name='act',
            name='what',
            field=models.CharField(choices=[('started', 'started the collective'), ('listed', 'put it in the directory'), ('sent_again', 'sent it again for approval'), ('approved', 'approved it'), ('declined', 'declined it'), ('edited', 'edited its page'), ('joined', 'took in'), ('refused', 'declined the request of'), ('left', 'left'), ('removed', 'removed'), ('made_organiser', 'made organiser:'), ('made_member', 'took the role back from'), ('handed_over', 'handed over to'), ('invited', 'made an invitation'), ('withdrawn', 'withdrew an invitation'), ('came', 'came by the invitation of'), ('undone', 'undid within ten minutes the last change about'), ('takeover_asked', 'asked to take over a lost account'), ('takeover_voice', 'gave a first voice for the takeover by'), ('takeover_declined', 'declined the takeover by'), ('taken_over', 'let take over:'), ('asked_if_alive', 'was asked whether it still meets'), ('asleep', 'was marked as sleeping'), ('woken', 'is awake again'), ('statement', 'published a statement'), ('statement_erased', 'erased a statement'), ('poster', 'made a poster')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='RoleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=20)),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_changes', to='campaign.collective')),
                ('who', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('whom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of role',
                'verbose_name_plural': 'changes of role',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'member'), ('organiser', 'organiser')], default='member', max_length=10, verbose_name='role')),
                ('uses_left', models.PositiveSmallIntegerField(verbose_name='people it still lets in')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='campaign.collective')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['last_day', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='campaignrendition',
            index=models.Index(fields=['file'], name='rendition_by_file'),
        ),
        migrations.CreateModel(
            name='SecondEditorTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
            ],
            options={
                'verbose_name': 'reading by a second editor',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.AlterField(
            model_name='watch',
            name='language',
            field=models.CharField(default='fr', max_length=5, verbose_name='language'),
        ),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
