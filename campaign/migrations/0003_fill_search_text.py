from django.db import migrations

from places.names import plain_letters


def fill(apps, schema_editor):
    Collective = apps.get_model("campaign", "Collective")
    for one in Collective.objects.select_related("commune").iterator():
        one.search_text = plain_letters(f"{one.name} {one.commune.name} {one.introduction} {one.meeting_words}")
        one.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("campaign", "0002_log_acts_watch_and_state"), ("places", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
