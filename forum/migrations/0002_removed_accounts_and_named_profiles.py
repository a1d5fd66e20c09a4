"""All that an account wrote can be removed, and put on a shelf first; pages of people are found by name."""

import re
from urllib.parse import quote

import django.db.models.deletion
from django.db import migrations, models

NUMBERED = re.compile(r'href="((?:/en)?/forum/member/profile/)([0-9]{1,18})/"')


def name_profiles(apps, schema_editor):
    """Let links in stored messages lead to people's pages by name: numbers of accounts are in no address any more."""
    Post = apps.get_model("forum_conversation", "Post")
    names = dict(apps.get_model("accounts", "User").objects.values_list("pk", "public_name"))

    def named(link):
        name = names.get(int(link[2]))
        return f'href="{link[1]}{quote(name, safe="")}/"' if name else link[0]

    stored = Post.objects.filter(_content_rendered__contains="/forum/member/profile/")
    for pk, html in stored.values_list("pk", "_content_rendered").iterator(chunk_size=200):
        mended = NUMBERED.sub(named, html)
        if mended != html:
            Post.objects.filter(pk=pk).update(_content_rendered=mended)


class Migration(migrations.Migration):

    replaces = [
        ('board', '0023_remove_all_of_an_account'),
        ('board', '0024_profiles_by_name'),
        ('board', '0025_order_by_number_too'),
    ]

    dependencies = [
        ('board', '0001_tables_of_0_1_0'),
        ('accounts', '0002_names_groups_and_days'),  # everybody has a name
        ('forum', '0011_auto_20190627_2132'),
        ('forum_conversation', '0014_posts_in_order'),
    ]

    operations = [
        migrations.AlterField(
            model_name="moderationact",
            name="what",
            field=models.CharField(
                choices=[
                    ("lock", "locked"),
                    ("unlock", "unlocked"),
                    ("kind", "pinned, announced or made ordinary"),
                    ("move", "moved"),
                    ("split", "split"),
                    ("merge", "merged"),
                    ("delete", "deleted"),
                    ("approve", "approved"),
                    ("decline", "not approved"),
                    ("hide", "hidden"),
                    ("show", "shown again"),
                    ("dismiss", "flag set aside"),
                    ("suspend", "author suspended"),
                    ("lift", "suspension ended"),
                    ("remove", "all that an account wrote removed"),
                    ("clear", "words of a profile cleared"),
                    ("undo", "undone"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "replies in topics I follow"),
                    ("topic", "new topics in forums I follow"),
                    ("mention", "somebody names me"),
                    ("quote", "somebody quotes me"),
                    ("opened", "a question is put"),
                    ("soon", "a question closes soon"),
                    ("closed", "a question is closed"),
                    ("approved", "my message is published"),
                    ("declined", "my message is not published"),
                    ("hidden", "my message is hidden"),
                    ("moved", "my topic is moved"),
                    ("cleared", "the words of my profile are cleared"),
                    ("removed", "all that I wrote is removed"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="suspension",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "forum",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shelf", to="forum.forum"
                    ),
                ),
            ],
            options={
                "verbose_name": "shelf of what was removed",
                "verbose_name_plural": "shelves of what was removed",
            },
        ),
        migrations.AlterModelOptions(
            name='flag',
            options={'ordering': ['flagged_at', 'pk'], 'verbose_name': 'flag', 'verbose_name_plural': 'flags'},
        ),
        migrations.RunPython(name_profiles, migrations.RunPython.noop),
    ]
