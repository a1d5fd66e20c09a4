"""Posts outlive their authors' accounts, are searched, and know their place in their topic; indexes for what is listed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("forum_conversation", "0014_keep_posts_of_deleted_authors"),
        ("forum_conversation", "0015_search_text"),
        ("forum_conversation", "0016_position_in_topic"),
        ("forum_conversation", "0017_lists_by_index"),
    ]

    dependencies = [
        ("forum_conversation", "0013_auto_20201220_1745"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="posts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="post",
            name="position",
            field=models.IntegerField(default=None, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("topic", "position"), name="one_post_a_position"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["poster", "created"], name="posts_of_a_person"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["created"], name="posts_by_date"),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["forum", "type", "last_post_on", "id"], name="topics_of_a_forum"),
        ),
    ]
