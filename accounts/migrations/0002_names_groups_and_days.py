"""Keys of names by Unicode's confusables, one group of editors, days in the place of moments, names that open accounts."""

from datetime import UTC

import django.contrib.auth.validators
from django.db import migrations, models
from django.db.models.functions import TruncDay

from accounts.migrations._names import name_key, new_name

TWIN = "#"
ONE = "campaign-editors"
OTHERS = ("editors", "Editors", "Moderators")  # Wagtail's moderators approve pages for others to publish: nobody does


def renew_keys(apps, schema_editor):
    """Give each name its key, and a name to who had none. Who looked alike before keeps name and account."""
    User = apps.get_model("accounts", "User")
    people = list(User.objects.order_by("pk").only("pk", "public_name", "name_key"))
    taken = set()
    for person in people:
        person.public_name = person.public_name or new_name()
        key = name_key(person.public_name)
        person.name_key = f"{key}{TWIN}{person.pk}" if key in taken else key
        if key is not None:
            taken.add(key)
    User.objects.update(name_key=None)  # so that no old key stands in the way of a new one
    User.objects.bulk_update(people, ["public_name", "name_key"], batch_size=500)


def merge(apps, schema_editor):
    """Put Wagtail's two groups of editors, and the one that could do nothing, into one, with their members."""
    using = schema_editor.connection.alias
    Group = apps.get_model("auth", "Group")
    others = Group.objects.using(using).filter(name__in=OTHERS)
    if not others.exists():
        return
    one, _made = Group.objects.using(using).get_or_create(name=ONE)
    User = apps.get_model("accounts", "User")
    one.user_set.add(*User.objects.using(using).filter(groups__in=others).distinct())
    for model in ("PageViewRestriction", "CollectionViewRestriction"):
        # What was kept for editors stays so, and is not left to nobody.
        for kept in apps.get_model("wagtailcore", model).objects.using(using).filter(groups__in=others).distinct():
            kept.groups.add(one)
    others.delete()


def leave_days(apps, schema_editor):
    """Leave the days on which people joined and signed in last; the rest follows in the night (accounts/moments.py)."""
    apps.get_model("accounts", "User").objects.update(
        last_login=TruncDay("last_login", tzinfo=UTC), date_joined=TruncDay("date_joined", tzinfo=UTC)
    )


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0003_keys_of_names'),
        ('accounts', '0004_one_group_of_editors'),
        ('accounts', '0005_days_of_people'),
        ('accounts', '0006_sign_in_by_public_name'),
        ('accounts', '0007_languages_are_a_setting'),
    ]

    dependencies = [
        ('accounts', '0001_tables_of_0_1_0'),
        ('auth', '0012_alter_user_first_name_max_length'),
        # All that Wagtail gives to its own groups by itself.
        ('wagtailcore', '0078_referenceindex'),
        ('wagtailadmin', '0001_create_admin_access_permissions'),
        ('wagtailimages', '0002_initial_data'),
        ('wagtaildocs', '0002_initial_data'),
    ]

    operations = [
        migrations.AlterModelManagers(name='user', managers=[]),
        migrations.AlterField(
            model_name='user',
            name='name_key',
            field=models.CharField(editable=False, error_messages={'unique': 'Someone already writes under this name, or one that looks like it. Choose another one.'}, max_length=255, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='user',
            name='name_opens',
            field=models.BooleanField(default=False, help_text='Without it only the login name opens your account, which nobody reads anywhere.', verbose_name='signs in with the public name too'),
        ),
        migrations.AlterField(
            model_name='user',
            name='username',
            field=models.CharField(error_messages={'unique': 'This login name is taken. Choose another one.'}, help_text='Only you and administrators see it. It need not be the name the others read.', max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='login name'),
        ),
        migrations.AlterField(
            model_name='user',
            name='language',
            field=models.CharField(default='fr', max_length=5, verbose_name='language of mails'),
        ),
        migrations.RunPython(renew_keys, migrations.RunPython.noop),
        migrations.RunPython(merge, migrations.RunPython.noop),
        migrations.RunPython(leave_days, migrations.RunPython.noop),
    ]
