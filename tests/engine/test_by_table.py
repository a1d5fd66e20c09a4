"""A write makes old what shows it, and leaves the rest: every kind of page that guests are shown is named here."""

import time
from collections import OrderedDict

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.backends.signals import connection_created
from django.urls import reverse

from accounts.models import User
from campaign.models import Membership, SiteSettings
from config.settings import guests
from engine import part_cache
from events.models import Event
from forum import services
from forum.moderation.services import moderating
from forum.queries import every_forum
from forum.spaces import services as spaces
from forum.templatetags.board_tags import forum_url, topic_url
from places.models import Commune
from tests.conftest import session_of
from tests.elsewhere import run_elsewhere
from tests.engine.test_page_cache import Site

SHOW_POSTS = {"home", "collective", "forum", "board", "topic", "person", "topics feed"}
SHOW_EVENTS = {"home", "collective", "collectives", "agenda", "calendar"}
SHOW_COMMUNES = SHOW_EVENTS
EVERY_ONE = None


@pytest.fixture
def site(transactional_db):
    site = Site()
    yield site
    site.shut_down()


@pytest.fixture
def topic(site, collective, member):
    space = spaces.make_spaces(collective=collective)
    return services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")


@pytest.fixture
def pages(topic, collective, member):
    return {
        "home": "/",
        "collectives": "/collectifs/",
        "collective": collective.get_absolute_url(),
        "articles": "/articles/",
        "articles feed": "/articles/feed/",
        "agenda": "/agenda/",
        "calendar": "/agenda/agenda.ics",
        "projects": "/projets/",
        "communes": "/communes/",
        "toolbox": "/agir/",
        "legal": "/mentions-legales/",
        "forum": "/forum/",
        "board": forum_url(topic.forum),
        "topic": topic_url(topic),
        "person": reverse("forum_member:profile", args=[member.public_name]),
        "topics feed": "/forum/feeds/topics/",
    }


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def computed_again(site, pages):
    """The names of the pages that are not shown from memory."""
    names = set()
    for name, path in pages.items():
        site.computed = 0
        assert site.get(path)[0] == 200, name
        if site.computed:
            names.add(name)
    return names


@pytest.mark.parametrize(
    ("write", "shown_on"),
    [
        (lambda topic, member: services.reply(topic=topic, author=member, content="Au marché"), SHOW_POSTS),
        (lambda *_: Event.objects.update(title="Autrement"), SHOW_EVENTS),
        (lambda *_: Commune.objects.update(population=1), SHOW_COMMUNES),
        (lambda *_: execute("UPDATE places_commune SET population = 1"), SHOW_COMMUNES),
        (lambda *_: Membership.objects.all().delete(), {"collective", "topic", "person"}),
        (lambda *_: User.objects.update(email=""), SHOW_POSTS),
        (lambda *_: SiteSettings.objects.update(campaign_name="Autrement"), EVERY_ONE),
        (lambda *_: execute("WITH a AS (SELECT 1) UPDATE places_commune SET population = 1"), EVERY_ONE),
        (lambda *_: execute("UPDATE django_session SET session_data = ''"), set()),
        (lambda _topic, member: User.objects.filter(pk=member.pk).update(last_login=None), set()),
    ],
    ids="post event commune raw member name settings unclear session login".split(),
)
def test_write_makes_old_the_pages_that_show_it_and_no_other(site, pages, topic, member, write, shown_on):
    assert computed_again(site, pages) == set(pages) and computed_again(site, pages) == set()
    write(topic, member)
    assert computed_again(site, pages) == (set(pages) if shown_on is EVERY_ONE else shown_on)
    assert computed_again(site, pages) == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite tells by itself what a statement reads")
def test_page_knows_every_table_that_the_database_read_for_it(site, pages, monkeypatch):
    read = set()

    def tell(connection, **kwargs):
        if connection.alias == "default":
            connection.connection.set_authorizer(lambda action, table, *_: (action == 20 and read.add(table)) or 0)

    connection_created.connect(tell)
    try:
        for name, path in pages.items():
            known = []
            for parts in ("read", "remembered"):
                fresh = Site()
                if parts == "read":
                    monkeypatch.setattr(part_cache, "_entries", OrderedDict())
                    monkeypatch.setattr(part_cache, "_weight", 0)
                    read.clear()
                caches["fragments"].clear()  # a calendar lies there by what it says
                fresh.get(path)
                fresh.shut_down()
                (page,) = fresh.guest_pages._pages.values()
                known.append(set(page.dependencies._versions))
            assert known[0] == known[1], f"{name}: what is remembered tells what it was read from"
            assert read - {"sqlite_master"} <= known[0] and (read or name == "communes"), name
    finally:
        connection_created.disconnect(tell)


# -- A moment later ----------------------------------------------------------------------------------------------------
def test_guests_see_a_message_within_a_second_and_members_at_once(site, topic, member, settings):
    assert guests.GUEST_PAGES_BEHIND == 1
    settings.GUEST_PAGES_BEHIND = 60  # whatever else this machine is doing
    path, key = topic_url(topic), session_of(member)
    site.get(path)
    for number in range(5):
        services.reply(topic=topic, author=member, content=f"Au marché {number}.")
        assert f"Au marché {number}." in site.get(path, cookie=key)[2], "members are never behind"
        site.computed = 0
        assert "Au marché" not in site.get(path)[2] and site.computed == 0, "guests' page is computed once a second"
    (page,) = site.guest_pages._pages.values()
    page.begun -= 60
    assert "Au marché 4." in site.get(path)[2]


@pytest.mark.parametrize("act", ["hide", "delete", "edit", "lock", "event"])
def test_what_is_taken_away_is_gone_at_once(site, topic, member, settings, act):
    settings.GUEST_PAGES_BEHIND = 60
    post = services.reply(topic=topic, author=member, content="Mon adresse")
    path = topic_url(topic)
    assert "Mon adresse" in site.get(path)[2]
    services.reply(topic=topic, author=member, content="Au marché")
    if act == "hide":
        moderating.hide(post=post, by=member, reason="Une adresse")
    elif act == "delete":
        services.delete_post(post=post)
    elif act == "edit":
        services.edit_post(post=post, editor=member, content="Rien")
    elif act == "lock":
        services.set_locked(topic=topic, locked=True)
    else:
        Event.objects.update(title="Autrement")
    assert "Au marché" in site.get(path)[2] and ("Mon adresse" in site.get(path)[2]) is (act in ("lock", "event"))


READ_ANEW = {
    "home": {"forum:latest"},
    "agenda": set(),
    "forum": {"forum:forums", "forum:latest"},
    "board": {"forum", "forum:topics"},
    "topic": {"topic", "forum:posts", "forum:neighbours"},
}


def test_reply_lets_no_member_read_anew_what_it_does_not_move(site, pages, topic, member, monkeypatch):
    """Rights, the tree of forums, what waits, the site and its settings are read from tables and columns apart."""
    key, read, names = session_of(member), part_cache._read, set()
    monkeypatch.setattr(
        part_cache, "_read", lambda name, *rest: names.add(name if type(name) is str else name[0]) or read(name, *rest)
    )
    for name, expected in READ_ANEW.items():
        site.get(pages[name], cookie=key)
        services.reply(topic=topic, author=member, content=f"Au marché, {name}.")
        names.clear()
        site.get(pages[name], cookie=key)
        assert names == expected, name


def test_list_of_forums_follows_what_is_read_apart(topic, member, organiser):
    def shown():
        (forum,) = (one for one in every_forum() if one.pk == topic.forum_id)
        return forum.direct_posts_count, forum.last_post_id, forum.last_post_on, forum.updated, forum.name

    assert shown()[:2] == (1, topic.last_post_id)
    post = services.reply(topic=topic, author=organiser, content="Au marché")
    forum = type(topic.forum).objects.get(pk=topic.forum_id)
    assert shown() == (2, post.pk, post.created, forum.updated, forum.name)
    type(forum).objects.filter(pk=forum.pk).update(name="Autrement")
    assert shown()[4] == "Autrement"


# -- Together ----------------------------------------------------------------------------------------------------------
def test_page_is_computed_once_for_all_who_come_meanwhile(site, pages):
    answers = site.get_at_once(pages["forum"], 8)
    assert site.computed == 1 and [answer[0] for answer in answers] == [200] * 8
    assert len({answer[2] for answer in answers}) == 1


def test_what_is_not_kept_is_computed_for_each(site, transactional_db):
    answers = site.get_at_once("/nothing-here/", 4)
    assert site.computed == 4 and {answer[0] for answer in answers} == {404}
    assert not site.guest_pages._turns


def test_nobody_waits_long_for_a_page_that_others_wait_for(site, pages, monkeypatch):
    monkeypatch.setattr("engine.page_cache.WAITED", 0.01)
    respond = Site.respond
    monkeypatch.setattr(Site, "respond", lambda *args: time.sleep(0.1) or respond(*args))
    assert [answer[0] for answer in site.get_at_once(pages["forum"], 3)] == [200] * 3
    assert site.computed == 3


WRITES = "from places.models import Commune; Commune.objects.update(population=5)"


def test_what_another_process_writes_is_seen(site, pages):
    computed_again(site, pages)
    run_elsewhere(WRITES)
    assert computed_again(site, pages) == SHOW_COMMUNES
