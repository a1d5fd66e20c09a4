"""Polls are open again: whoever may start topics may ask, whoever may answer may vote."""

from django.db import migrations

LIKE = {"can_create_polls": "can_start_new_topics", "can_vote_in_polls": "can_reply_to_topics"}
WHO = {
    "UserForumPermission": ("user", "anonymous_user", "authenticated_user"),
    "GroupForumPermission": ("group",),
}


def allow(apps, schema_editor):
    """Write each rule on the older permission once more, for the one on polls."""
    permissions = apps.get_model("forum_permission", "ForumPermission").objects
    for new, old in LIKE.items():
        permission, _made = permissions.get_or_create(codename=new)
        for name in ("UserForumPermission", "GroupForumPermission"):
            rules = apps.get_model("forum_permission", name).objects
            for rule in rules.filter(permission__codename=old):
                who = {field: getattr(rule, field) for field in WHO[name]}
                rules.update_or_create(permission=permission, forum=rule.forum, **who, defaults={"has_perm": rule.has_perm})


class Migration(migrations.Migration):
    dependencies = [("board", "0010_followed_topics"), ("forum_permission", "0005_userforumpermission_authenticated_user")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
