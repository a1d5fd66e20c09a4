"""A moderator removes all that an account wrote, and decides about several held messages, on a phone without script."""

from __future__ import annotations

import pytest

from forum import services
from forum.machina import Forum, Post
from forum.models import Suspension
from forum.people.services import profiles as people
from forum.spaces.services import make_national_forums
from tests.conftest import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def written(db, member, moderator):
    make_national_forums()
    forum = Forum.objects.filter(type=Forum.FORUM_POST).order_by("pk").first()
    spammer = make_user("casino-des-gagnants-de-toutes-les-loteries")
    for number in range(3):
        services.start_topic(forum=forum, author=spammer, subject=f"Gagnez {number} fois", content="Casino")
    answered = services.start_topic(forum=forum, author=spammer, subject="Gagnez encore", content="Casino")
    services.reply(topic=answered, author=member, content="Arrêtez")
    others = services.start_topic(forum=forum, author=member, subject="Affiches", content="Qui colle ?")
    services.reply(topic=others, author=spammer, content="Casino " * 60)
    people.change_profile(user=spammer, words="**Casino**")
    for number in range(2):
        services.reply(topic=others, author=spammer, content=f"https://casino.example/{number}", approved=False)
    return spammer


@pytest.fixture
def small(new_page):
    return new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_everything_goes_and_comes_back(small, new_page, sign_in, axe, written, moderator):
    sign_in(small, moderator)
    with_script = new_page(viewport={"width": 360, "height": 740})
    sign_in(with_script, moderator)
    for address in (f"/forum/people/{written.public_name}/remove/", f"/forum/people/{written.public_name}/suspend/"):
        with_script.goto(address)
        axe(with_script)
        fits(with_script)
    small.goto(f"/forum/member/profile/{written.public_name}/")
    small.get_by_role("link", name="Retirer tout ce que ce compte a écrit").click()
    small.get_by_label("Raison").fill("Publicité")
    small.get_by_label("définitivement").check()
    small.get_by_role("button", name="Tout retirer").click()
    small.get_by_text("Tout est retiré").wait_for()
    assert small.goto("/forum/search/?q=casino").ok and "Gagnez" not in small.content()
    assert Suspension.objects.get(user=written).until is None
    small.goto("/forum/moderation/log/")
    small.get_by_role("button", name="Annuler").first.click()
    small.locator(".notice").first.wait_for()
    small.goto("/forum/search/?q=casino")
    small.get_by_text("Gagnez").first.wait_for()
    assert not Suspension.objects.exists()


def test_held_messages_are_decided_several_at_once(small, new_page, sign_in, axe, written, moderator):
    sign_in(small, moderator)
    with_script = new_page(viewport={"width": 360, "height": 740})
    sign_in(with_script, moderator)
    with_script.goto("/forum/moderation/queue/")
    axe(with_script)
    fits(with_script)
    small.goto("/forum/moderation/queue/")
    small.get_by_label("Tout ce que cette page liste").check()
    small.get_by_role("button", name="Supprimer ce qui est coché").click()
    small.get_by_text("2 messages sont supprimés").wait_for()
    assert not Post.objects.filter(approved=False).exists()
