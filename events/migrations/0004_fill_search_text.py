"""Events written before search had a text of its own get it."""

from django.db import migrations

from places.names import plain_letters


def fill(apps, schema_editor):
    Event = apps.get_model("events", "Event")
    for event in Event.objects.filter(search_text="").iterator():
        text = plain_letters(f"{event.title}\n{event.summary}\n{event.body}")
        Event.objects.filter(pk=event.pk).update(search_text=text)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_event_fields_and_host_invitations")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
