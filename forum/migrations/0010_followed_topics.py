"""machina's bare list of subscribers becomes followings; nothing writes that list any more."""

from django.db import migrations


def bring_subscribers(apps, schema_editor):
    Subscriber = apps.get_model("forum_conversation", "Topic").subscribers.through
    Following = apps.get_model("board", "Following")
    pairs = Subscriber.objects.values_list("user_id", "topic_id").iterator(chunk_size=1000)
    Following.objects.bulk_create(
        (Following(user_id=user, topic_id=topic, level="follow") for user, topic in pairs), batch_size=1000
    )
    Subscriber.objects.all().delete()


def give_back(apps, schema_editor):
    Subscriber = apps.get_model("forum_conversation", "Topic").subscribers.through
    followings = apps.get_model("board", "Following").objects.filter(level="follow").exclude(topic=None)
    Subscriber.objects.bulk_create(
        (Subscriber(user_id=row.user_id, topic_id=row.topic_id) for row in followings), ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0009_following"),
        ("forum_conversation", "0017_lists_by_index"),
    ]

    operations = [migrations.RunPython(bring_subscribers, give_back)]
