"""What is read of one forum alone decides as what is read of all forums does, and nowhere opens more than machina's."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from machina.apps.forum_permission.checker import ForumPermissionChecker as StockChecker

from forum.machina import Forum, ForumPermission
from forum.models import Shelf, Suspension
from forum.spaces.services import make_national_forums, make_spaces
from tests.conftest import make_user
from tests.forum.test_checker import READ, checker, handler, rule, tree  # noqa: F401

pytestmark = pytest.mark.django_db
Permission = ForumPermission


@pytest.fixture
def people(collective, member, organiser, moderator, outsider, django_user_model) -> dict[str, Any]:
    """Each kind of person, before the forums that they have something to do with."""
    editor = make_user("redactrice", groups=("editors",), second_factor=True)
    suspended = make_user("suspendu")
    collective.memberships.create(user=suspended, role="member")
    Suspension.objects.create(user=suspended, reason="x")
    half = make_user("presque", groups=("campaign-moderators",))
    half.used_second_factor = False
    closed = make_user("partie")
    closed.is_active = False
    people = {"member": member, "organiser": organiser, "moderator": moderator, "outsider": outsider}
    people |= {"editor": editor, "suspended": suspended, "without factor": half, "closed account": closed}
    return people | {"root": django_user_model.objects.create_superuser("root"), "guest": AnonymousUser()}


@pytest.fixture
def forums(people, collective, tree) -> list[Any]:  # noqa: F811
    """Those of a site as it makes them, some with rules about one person or group, a deep one, and a shelf."""
    make_national_forums()
    space = make_spaces(collective=collective)
    deepest = tree["child"]
    for number in range(3):
        deepest = Forum.objects.create(name=f"Deep {number}", parent=deepest, type=Forum.FORUM_POST)
        for codename in READ:
            rule(codename, deepest, granted=True)
    rule("can_read_forum", tree["second"], granted=False, user=people["outsider"])
    rule("can_lock_topics", tree["third"], granted=True, user=people["member"])
    rule("can_approve_posts", deepest, granted=True, group=Group.objects.get(name="editors"))
    rule("can_read_forum", tree["parent"], granted=False, user=people["member"])
    rule("can_reply_to_topics", space.public_forum, granted=False, user=people["suspended"])
    shelf = Forum.objects.create(name="Removed", type=Forum.FORUM_POST)
    Shelf.objects.create(forum=shelf)
    for codename in READ:
        rule(codename, shelf, granted=True)
    return list(Forum.objects.all())


KINDS = ["member", "organiser", "moderator", "outsider", "editor", "suspended", "without factor", "closed account"]
KINDS += ["root", "guest"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_forum_alone_is_decided_as_with_all_others(people, forums, kind):
    user, of_all = people[kind], checker(people[kind])
    codenames = Permission.objects.values_list("codename", flat=True)
    assert len(forums) > 12 and len(codenames) > 15
    for forum in forums:
        near = handler()
        assert {one for one in codenames if near.may(user, one, forum)} == {
            one for one in codenames if of_all.has_perm(one, forum)
        }, (kind, forum.name)
        assert near.lineage(user, forum.pk) == of_all.lineage(forum.pk)
        assert near._user_perm_checkers_cache == {}  # nothing else was read


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"without factor", "closed account", "root"}))
def test_no_forum_gives_more_than_machinas_own_checker_and_open_ones_as_much(people, forums, kind):
    user, stock = people[kind], StockChecker(people[kind])
    codenames = set(Permission.objects.values_list("codename", flat=True))
    for forum in forums:
        near, way = handler(), forum.get_ancestors(include_self=True)
        ours = {one for one in codenames if near.may(user, one, forum)}
        theirs = {one for one in codenames if stock.has_perm(one, forum)}
        assert ours <= theirs, (kind, forum.name)
        if all(stock.has_perm(one, place) for one in READ for place in way) and forum.name != "Removed":
            assert ours == theirs, (kind, forum.name)


@pytest.mark.parametrize("kind", KINDS)
def test_second_forum_is_decided_as_alone_whichever_was_asked_about_first(people, forums, kind):
    user, of_all = people[kind], checker(people[kind])
    codenames = list(Permission.objects.values_list("codename", flat=True))
    for first in forums:
        asked = handler()
        asked.may(user, "can_read_forum", first)
        for forum in forums:
            assert [asked.may(user, one, forum) for one in codenames] == [
                of_all.has_perm(one, forum) for one in codenames
            ], (kind, first.name, forum.name)


def test_whoever_asks_of_a_second_forum_reads_all_at_once(outsider, forums, django_assert_max_num_queries):
    asked = handler()
    first, *others = forums
    with django_assert_max_num_queries(5):
        asked.may(outsider, "can_read_forum", first)
        for forum in others:
            asked.may(outsider, "can_read_forum", forum)


def test_what_is_sent_to_one_forum_reads_no_rule_of_another(client_of, member, forums, collective):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forum.services import start_topic
    from forum.templatetags.board_tags import topic_url

    space = make_spaces(collective=collective)
    topic = start_topic(forum=space.public_forum, author=member, subject="Où ?", content="Ici.")
    client, address = client_of(member), f"{topic_url(topic)}post/create/"

    def rows_read():
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address, {"content": "Là."}).status_code == 302
        rules = [query["sql"] for query in queries if '"forum_permission_userforumpermission"' in query["sql"]]
        trees = [one["sql"] for one in queries if 'FROM "forum_forum"' in one["sql"] and "WHERE" not in one["sql"]]
        assert len(rules) == 1 and trees == []
        with connection.cursor() as cursor:
            return len(cursor.execute(rules[0].replace("%", "%%")).fetchall())

    before = rows_read()
    for number in range(3):
        for codename in READ:
            rule(codename, Forum.objects.create(name=f"More {number}", type=Forum.FORUM_POST), granted=True)
    assert rows_read() == before
