"""machina's own screens in the administration work on our overrides."""

import pytest
from django.urls import reverse

from forum.machina import Forum
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def test_administrator_reaches_forums_and_their_permissions(space, client_of):
    root = make_user("racine", second_factor=True)
    root.is_staff = root.is_superuser = True
    root.save()
    client = client_of(root)
    forum = Forum.objects.get(pk=space.private_forum_id)
    addresses = [
        reverse("admin:forum_forum_changelist"),
        reverse("admin:forum_forum_change", args=[forum.pk]),
        reverse("admin:forum_forum_editpermission_index", args=[forum.pk]),
        reverse("admin:forum_conversation_topic_changelist"),
        reverse("admin:forum_conversation_post_changelist"),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address
