from django.db import migrations, models

from places.names import plain_letters


def fill(apps, schema_editor):
    Statement = apps.get_model("campaign", "Statement")
    for one in Statement.objects.iterator():
        one.search_text = plain_letters(f"{one.title} {one.text}")
        one.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("campaign", "0005_choose_shown_memberships")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="search_text",
            field=models.TextField(blank=True, editable=False, help_text="What is searched, in plain letters."),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
