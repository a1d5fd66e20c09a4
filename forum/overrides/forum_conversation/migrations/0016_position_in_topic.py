"""Each approved post knows where it stands in its topic."""

from django.db import migrations, models

from forum.order import put_in_order


def fill(apps, schema_editor):
    put_in_order(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("forum_conversation", "0015_search_text")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="position",
            field=models.IntegerField(default=None, editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
