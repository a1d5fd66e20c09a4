"""Powers belong to sessions that used a second factor: every address of the site, asked as everybody who holds one.

Who came with a password alone gets what a plain member gets: no page, no button, no word more.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign import services as campaign_services
from campaign.models import Collective
from events.services import announce, propose
from forum import services
from forum.deciding.services import polls
from forum.machina import Forum
from forum.models import EarlierVersion, ModerationAct
from forum.moderation.services import moderating
from forum.people.services import profiles as people
from forum.spaces.services import make_spaces
from leaks.models import Recipient
from surveillance.services import create_project
from tests.conftest import PASSWORD, make_user, signed_in_client
from tests.every_address import Address, every_address
from tests.factors import code_of
from tests.own_memory import Memory
from tests.taken_back import taken_back

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = ("moderator", "superuser", "editor", "recipient")
SET_UP = "/accounts/second-factor/"
# Ends the session of whoever asks, is about what only they have, or looks for no session at all and lets go of the
# database after each request (the drop; tests/leaks/test_seizure.py).
ONES_OWN = re.compile(
    r"account_(logout|erase|profile|second_factor|recovery_phrase)|profile_update|usersessions|mfa_|wagtailadmin_logout"
    r"|admin:logout|leaks:"
)
TYPED = {
    "subject": "Pris", "content": "Pris", "reason": "Pris", "hide-reason": "Pris", "action": "hide",
    "name": "Pris", "title": "Pris", "text": "Pris", "act": "remove", "status": "active", "introduction": "Pris",
    "answer": "approve", "words": "Pris", "decision": "accept", "level": "follow", "message": "Pris",
}  # fmt: skip


def person(role: str) -> Any:
    """Somebody who holds this power, with a factor; a plain member holds none."""
    groups = {"moderator": "campaign-moderators", "editor": "campaign-editors", "recipient": "leak-recipients"}
    user = make_user(role, groups=(groups[role],) if role in groups else (), second_factor=True)
    if role == "superuser":
        user.is_superuser = user.is_staff = True
        user.save()
    if role == "recipient":
        Recipient.objects.create(name=user.username, public_key="age1x")
    return user


def by_password(user: Any) -> Client:
    """A session that gave the password and used no factor, on an account that has one."""
    client = signed_in_client(user)
    session = client.session
    records = [one for one in session["account_authentication_methods"] if one["method"] == "password"]
    session["account_authentication_methods"] = records
    session.save()
    return client


@pytest.fixture
def world(collective, organiser, commune, settings, tmp_path):
    """One of everything that somebody may have power over; nothing of it is the askers'."""
    settings.MEDIA_ROOT = tmp_path
    campaign_services.approve_collective(collective=collective)
    collective.refresh_from_db()
    author = make_user("autrice")
    space = make_spaces(collective=collective)
    forum = Forum.objects.get(pk=space.public_forum_id)
    topic = services.start_topic(forum=forum, author=author, subject="Affiches", content="Où ?")
    post = services.reply(topic=topic, author=author, content="Ici")
    services.edit_post(post=post, editor=organiser, content="Là", reason="lieu")
    moderating.flag(post=post, by=organiser, reason="other", words="?")
    hidden = services.reply(topic=topic, author=author, content="Caché")
    moderating.hide(post=hidden, by=organiser, reason="dur")
    waiting = services.reply(topic=topic, author=author, content="Attend", approved=False)
    polls.open_poll(topic=topic, question="Q", options=["a", "b"], max_options=1, closes_at=None, user_changes=True)
    people.change_profile(user=author, words="Bonjour", shown=[])
    soon = timezone.now() + timedelta(days=3)
    event = announce(hosts=[collective], by=organiser, title="Cartopartie", commune=commune, starts_at=soon)
    draft = announce(hosts=[collective], by=organiser, title="Secrète", commune=commune, starts_at=soon, publish=False)
    proposal = propose(collective=collective, note="", title="Proposée", commune=commune, starts_at=soon)
    project = create_project(by=organiser, name="Caméras", communes=[commune], kinds=["cameras"])
    statement = campaign_services.publish_statement(collective=collective, by=organiser, title="À nous", text="Texte")
    Collective.objects.create(name="Attend", slug="attend", commune=commune, created_by=author)
    request = campaign_services.ask_to_join(user=author, collective=collective)
    named = {
        "forum_pk": forum.pk, "topic_pk": topic.pk, "insee": commune.insee, "slug": collective.slug,
        "answer_collective.slug": "attend", "forum:forum.pk": forum.pk, "version_pk": EarlierVersion.objects.get().pk,
        "answer_request.pk": request.pk, "forum_moderation:queued_post.pk": waiting.pk, "undo_act.pk":
        ModerationAct.objects.latest("pk").pk, "moderate_profile.pk": author.pk, "profile.pk": author.pk,
        "events:decide.pk": proposal.pk, "statement.pk": statement.pk, "edit_statement.pk": statement.pk,
    }  # fmt: skip
    named |= {f"forum_moderation:{act}_queued_post.pk": waiting.pk for act in ("approve", "disapprove")}
    posts = ("post_update", "post_delete", "flag_post", "moderate_post", "post_history", "erase_version")
    named |= {f"{name}.pk": post.pk for name in posts}
    topics = ("topic", "topic_update", "split_topic", "merge_topics", "vote", "close_poll", "delete_poll", "topic_head")
    named |= {f"{name}.pk": topic.pk for name in (*topics, "topic_lock", "topic_unlock", "topic_delete", "topic_move")}
    named |= {f"topic_update_to_{kind}.pk": topic.pk for kind in ("post", "sticky", "announce")}
    dated = {"date": f"{event.occurrences.first().date:%Y-%m-%d}", "day": "1"}
    named |= {f"events:{key}": value for key, value in dated.items()}
    return World(named, {"events": event.slug, "surveillance": project.slug}, draft.slug)


@dataclass
class World:
    """What stands in addresses: by name of address and argument, by argument; slugs by room."""

    named: dict[str, Any]
    slugs: dict[str, str]
    draft: str

    def fill(self, name: str, argument: str) -> Any:
        """See tests/every_address.py."""
        room, _colon, short = name.rpartition(":")
        for key in (f"{name}.{argument}", f"{short}.{argument}", f"{room}:{argument}"):
            if key in self.named:
                return self.named[key]
        if argument == "slug" and room in self.slugs and short not in ("announce", "import", "drafts"):
            return self.slugs[room]
        return self.named.get(argument)

    def addresses(self) -> Iterator[Address]:
        """Every address of the site that is not only about the one who asks."""
        yield from (one for one in every_address(self.fill) if not ONES_OWN.search(one.name))
        yield Address("events:detail of a draft", reverse("events:detail", args=[self.draft]), None)


@dataclass(frozen=True)
class Answer:
    """What somebody was told, without what is alike for nobody."""

    status: int
    to: str
    links: frozenset[str]
    words: frozenset[str]


class Asker:
    """Somebody, and what the site remembers for them alone: no part drawn for others hides theirs."""

    def __init__(self, user: Any, client: Client) -> None:
        self.user, self.client, self.memory = user, client, Memory()


def told(asker: Asker, address: Address, method: str) -> Answer:
    """Ask, and leave everything as it was: sessions, counts, what was written."""
    with asker.memory.inside():
        return taken_back(lambda: ask(asker, address, method))


def ask(asker: Asker, address: Address, method: str) -> Answer:
    """One answer, without what is alike for nobody."""
    for store in ("default", "counts", "fragments"):
        caches[store].clear()
    client, user = asker.client, asker.user
    response = client.get(address.path) if method == "GET" else client.post(address.path, TYPED)
    if response.streaming:
        b"".join(response.streaming_content)
    kind = response.headers.get("Content-Type", "")
    text = "" if response.streaming or not kind.startswith("text/html") else response.text
    text = re.sub(r"<script.*?</script>|csrfmiddlewaretoken\S* value=\S+|\?next=[^\"']*", "", text, flags=re.S)
    for own in (user.public_name, user.username, f"/forum/member/profile/{user.pk}/"):
        text = text.replace(own, "")
    links = frozenset(re.findall(r"(?:href|action|formaction)=\"([^\"]*)", text))
    words = frozenset(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
    # PostgreSQL counts on although what was written is taken back: the number of what is new is another each time.
    to = re.sub(r"\d+", "0", response.headers.get("Location", ""))
    return Answer(response.status_code, to, links, words)


# The head of a page offers the way to the factor, as one thing that waits.
WAY_TO_FACTOR = {"/a-traiter/", "/en/a-traiter/"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_session_without_factor_gets_what_a_plain_member_gets(world, method):
    plain = make_user("zibeline", second_factor=True)
    there = Asker(plain, by_password(plain))
    holders = [(role, Asker(one, by_password(one))) for role in ROLES for one in [person(role)]]
    more = []
    for address in world.addresses():
        plain_answer = functools.cache(lambda address=address: told(there, address, method))
        for role, here in holders:
            theirs = told(here, address, method)
            if theirs.to.startswith(SET_UP):
                continue
            members = plain_answer()
            if (theirs.status, theirs.to) != (members.status, members.to):
                more.append((role, address.name, address.path, theirs.status, theirs.to, members.status, members.to))
            elif links := theirs.links - members.links - WAY_TO_FACTOR:
                more.append((role, address.name, address.path, sorted(links)))
            elif words := {word for word in theirs.words - members.words if not word.isdecimal()} - {"À", "traiter"}:
                more.append((role, address.name, address.path, sorted(words)))
    assert not more, "\n".join(str(one) for one in more)


def test_session_with_factor_is_never_sent_for_one_and_has_its_doors(world):
    plain = make_user("zibeline")
    there = Asker(plain, signed_in_client(plain))
    holders = {role: Asker(one, signed_in_client(one)) for role in ROLES for one in [person(role)]}
    opened = {role: set() for role in ROLES}
    for address in world.addresses():
        is_plain = functools.cache(lambda address=address: told(there, address, "GET").status == 200)
        for role, here in holders.items():
            theirs = told(here, address, "GET")
            assert not theirs.to.startswith(SET_UP), (role, address)
            if theirs.status == 200 and not is_plain():
                opened[role].add(address.name)
    expected = {
        "moderator": {"board:moderate_post", "waiting", "wagtailadmin_home", "forum_moderation:queued_post"},
        "superuser": {"board:moderate_post", "admin:index", "wagtailusers_users:index"},
        "editor": {"wagtailadmin_home", "wagtailadmin_explore_root"},
        "recipient": {"desk:queue", "desk:keys"},
    }
    assert {role: names - opened[role] for role, names in expected.items()} == dict.fromkeys(ROLES, set())


def test_refused_moderator_is_led_to_the_factor_and_back(world, moderator):
    client = by_password(moderator)
    post = reverse("board:moderate_post", args=[world.named["moderate_post.pk"]])
    assert client.get(post).url == f"{SET_UP}?next={post.replace('/', '%2F')}"
    page = client.get(f"{SET_UP}?next={post}")
    assert reverse("mfa_reauthenticate") in page.text and reverse("mfa_activate_totp") not in page.text
    sent = client.post(post, {"action": "hide", "hide-reason": "x"}, headers={"Referer": f"http://testserver{post}"})
    assert sent.url == f"{SET_UP}?next={post.replace('/', '%2F')}"
    elsewhere = client.post(post, {"action": "hide"}, headers={"Referer": "https://example.org/"})
    assert elsewhere.url == f"{SET_UP}?next="
    code = code_of(moderator)
    used = client.post(f"{reverse('mfa_reauthenticate')}?next={SET_UP}", {"code": code, "next": SET_UP})
    assert used.url == SET_UP
    assert client.get(SET_UP).url == post
    assert client.get(post).status_code == 200


def test_scripts_are_refused_and_given_no_page_of_ours(world, moderator):
    client = by_password(moderator)
    address = reverse("board:moderate_post", args=[world.named["moderate_post.pk"]])
    assert client.get(address, headers={"Sec-Fetch-Dest": "empty"}).status_code == 404


def test_missing_and_forbidden_look_alike_without_factor(world, moderator):
    client = by_password(moderator)
    there, nowhere = (reverse("board:moderate_post", args=[pk]) for pk in (world.named["moderate_post.pk"], 999_999))
    assert {client.get(one).url.partition("?")[0] for one in (there, nowhere)} == {SET_UP}
    assert client.get("/nulle-part/du-tout/").status_code == 404


# -- Doors -------------------------------------------------------------------------------------------------------------
SIGNS_IN = {"account_login", "account_signup"}  # the second makes the account that it signs in


def test_nobody_is_signed_in_by_any_other_door(world):
    """Every address is sent a right name and password under every name that forms give to them."""
    user = make_user("loutre")
    names = {"username": user.username, "login": user.username, "email": "", "password": PASSWORD}
    sent = names | {"password1": PASSWORD, "password2": PASSWORD, "next": "/", "public_name": "Loutre grise"}
    opened = set()
    for address in (one for one in every_address(world.fill) if not one.name.startswith("leaks:")):
        for store in ("default", "counts"):
            caches[store].clear()
        client = Client()
        with transaction.atomic():
            response = client.post(address.path, sent)
            if response.streaming:
                b"".join(response.streaming_content)
            if "_auth_user_id" in client.session:
                opened.add(address.name)
            transaction.set_rollback(True)
    assert opened == SIGNS_IN


def test_no_view_of_another_sign_in_page_hangs_anywhere(world):
    from django.contrib.auth.views import LoginView, PasswordResetConfirmView

    wrong = []
    for address in every_address(world.fill):
        view = address.view
        while hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        kind = getattr(view, "view_class", None)
        if kind and issubclass(kind, LoginView | PasswordResetConfirmView):
            wrong.append(address.path)
    assert wrong == []


@pytest.mark.parametrize("path", ["/_util/login/", "/en/_util/login/", "/cms/login/", "/admin/login/"])
def test_former_sign_in_pages_lead_to_ours(path, db):
    client, user = Client(), make_user("loutre")
    answer = client.post(f"{path}?next=/desk/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url == "/en" * path.startswith("/en") + "/accounts/login/?next=/desk/"
    assert "_auth_user_id" not in client.session
