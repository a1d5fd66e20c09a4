"""One group of editors: Wagtail's two and the one that could do nothing are put into it, with their members."""

from django.db import migrations

ONE = "campaign-editors"
OTHERS = ("editors", "Editors", "Moderators")  # Wagtail's moderators approve pages for others to publish: nobody does


def merge(apps, schema_editor):
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


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_keys_of_names"),
        ("auth", "0012_alter_user_first_name_max_length"),
        # All that Wagtail gives to its own groups by itself.
        ("wagtailcore", "0078_referenceindex"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0002_initial_data"),
        ("wagtaildocs", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(merge, migrations.RunPython.noop)]
