"""Links in stored messages lead to people's pages by name: numbers of accounts are in no address any more."""

import re
from urllib.parse import quote

from django.db import migrations

NUMBERED = re.compile(r'href="((?:/en)?/forum/member/profile/)([0-9]{1,18})/"')


def name_profiles(apps, schema_editor):
    Post = apps.get_model("forum_conversation", "Post")
    names = dict(apps.get_model("accounts", "User").objects.values_list("pk", "public_name"))

    def named(link):
        name = names.get(int(link[2]))
        return f'href="{link[1]}{quote(name, safe="")}/"' if name else link[0]

    stored = Post.objects.filter(_content_rendered__contains="/forum/member/profile/")
    for pk, html in stored.values_list("pk", "_content_rendered").iterator(chunk_size=200):
        mended = NUMBERED.sub(named, html)
        if mended != html:
            Post.objects.filter(pk=pk).update(_content_rendered=mended)


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0023_remove_all_of_an_account"),
        ("accounts", "0003_keys_of_names"),
        ("forum_conversation", "0017_lists_by_index"),
    ]

    operations = [migrations.RunPython(name_profiles, migrations.RunPython.noop)]
