"""Keys of names by Unicode's confusables; a name for who had none. Who looked alike before keeps name and account."""

from django.db import migrations, models

from accounts.phrases import new_name
from accounts.validators import name_key

TWIN = "#"


def renew_keys(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    people = list(User.objects.order_by("pk").only("pk", "public_name", "name_key"))
    taken: set[str] = set()
    for person in people:
        person.public_name = person.public_name or new_name()
        key = name_key(person.public_name)
        person.name_key = f"{key}{TWIN}{person.pk}" if key in taken else key
        if key is not None:
            taken.add(key)
    User.objects.update(name_key=None)  # so that no old key stands in the way of a new one
    User.objects.bulk_update(people, ["public_name", "name_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_keep_language_of_mails")]

    operations = [
        migrations.AlterModelManagers(name="user", managers=[]),
        migrations.AlterField(
            model_name="user",
            name="name_key",
            field=models.CharField(
                editable=False,
                error_messages={
                    "unique": "Someone already writes under this name, or one that looks like it. Choose another one."
                },
                max_length=255,
                null=True,
                unique=True,
            ),
        ),
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
    ]
