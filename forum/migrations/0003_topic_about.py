import django.db.models.deletion
from django.db import migrations, models

FORMER = {"event": "EventTopic", "project": "ProjectTopic", "commune": "NearTopic"}


def gather(apps, schema_editor):
    """Bring the rows of the three tables into the one."""
    about = apps.get_model("board", "TopicAbout")
    for kind, name in FORMER.items():
        links = apps.get_model("board", name).objects.order_by("pk").values_list("topic", kind)
        about.objects.bulk_create(
            (about(topic_id=topic, **{f"{kind}_id": thing}) for topic, thing in links), batch_size=500
        )


def part(apps, schema_editor):
    """Bring each row back into the table of its kind."""
    about = apps.get_model("board", "TopicAbout")
    for kind, name in FORMER.items():
        former = apps.get_model("board", name)
        links = about.objects.filter(**{f"{kind}__isnull": False}).order_by("pk").values_list("topic", kind)
        former.objects.bulk_create(
            (former(topic_id=topic, **{f"{kind}_id": thing}) for topic, thing in links), batch_size=500
        )


class Migration(migrations.Migration):

    dependencies = [
        ('board', '0002_removed_accounts_and_named_profiles'),
        ('events', '0002_arranged_dates_and_calendars'),
        ('forum_conversation', '0014_posts_in_order'),
        ('places', '0001_initial'),
        ('surveillance', '0002_order_by_number_too'),
    ]

    operations = [
        migrations.CreateModel(
            name='TopicAbout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commune', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.commune')),
                ('event', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
                ('project', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveillance.project')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'what a topic is about',
                'verbose_name_plural': 'what topics are about',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('commune', None), ('event__isnull', False), ('project', None)), models.Q(('commune', None), ('event', None), ('project__isnull', False)), models.Q(('commune__isnull', False), ('event', None), ('project', None)), _connector='OR'), name='topic_about_one_thing'),
                    models.UniqueConstraint(condition=models.Q(('event__isnull', False)), fields=('topic',), name='topic_about_one_event'),
                    models.UniqueConstraint(condition=models.Q(('project__isnull', False)), fields=('topic',), name='topic_about_one_project'),
                ],
            },
        ),
        migrations.RunPython(gather, part),
        migrations.DeleteModel(name='EventTopic'),
        migrations.DeleteModel(name='ProjectTopic'),
        migrations.DeleteModel(name='NearTopic'),
    ]
