"""One post a position; indexes for what forums and profiles list."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum_conversation", "0016_position_in_topic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
