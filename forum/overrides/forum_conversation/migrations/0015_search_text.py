"""What the search reads of each post, filled in for those that are there."""

from django.db import migrations, models

from places.names import plain_letters


def fill(apps, schema_editor):
    posts = apps.get_model("forum_conversation", "Post").objects.using(schema_editor.connection.alias)
    for pk, subject, content in posts.values_list("pk", "subject", "content").iterator(chunk_size=500):
        posts.filter(pk=pk).update(search_text=plain_letters(f"{subject}\n{content}"))


class Migration(migrations.Migration):
    dependencies = [("forum_conversation", "0014_keep_posts_of_deleted_authors")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
