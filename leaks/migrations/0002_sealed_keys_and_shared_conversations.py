"""The list of keys is sealed; recipients share conversations: names, labels, who was given what and who took it."""

import django.db.models.deletion
import django.utils.timezone
import leaks.models
import leaks.names
from django.conf import settings
from django.db import migrations, models

from leaks.migrations._names import names


def name_each(apps, schema_editor):
    """Give each conversation a name of its own."""
    conversations = apps.get_model("leaks", "Conversation").objects.using(schema_editor.connection.alias)
    for pk, name in zip(list(conversations.values_list("pk", flat=True)), names(settings.LANGUAGE_CODE), strict=False):
        conversations.filter(pk=pk).update(name=name)


class Migration(migrations.Migration):

    replaces = [
        ('leaks', '0002_key_list_seal'),
        ('leaks', '0003_recipients_together'),
    ]

    dependencies = [
        ('leaks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyListSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveBigIntegerField()),
                ('mac', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.CharField(default=leaks.models.random_id, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('keys', 'keys'), ('erased', 'erased')], max_length=10)),
                ('name', models.CharField(max_length=150)),
                ('code', models.CharField(max_length=40)),
                ('by', models.CharField(max_length=150)),
                ('subject', models.CharField(blank=True, max_length=150)),
                ('mailed', models.BooleanField(default=False)),
                ('day', models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='source_mac',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='instance',
            name='told_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='labels',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='conversation',
            name='name',
            field=models.CharField(default='', editable=False, max_length=40),
        ),
        migrations.AlterField(  # apart: a column is filled by its default, which is living code
            model_name='conversation',
            name='name',
            field=models.CharField(default=leaks.names.two_words, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='reply',
            name='author',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name='reply',
            name='copy',
            field=models.BinaryField(default=bytes),
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.CharField(default=leaks.models.random_id, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('day', models.DateField(default=django.utils.timezone.localdate)),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='downloads', to='leaks.bundle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bundle', 'name'), name='one_row_a_bundle_and_reader')],
            },
        ),
        migrations.CreateModel(
            name='GivenTo',
            fields=[
                ('id', models.CharField(default=leaks.models.random_id, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given', to='leaks.conversation')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'name'), name='given_once_to_each')],
            },
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
    ]
