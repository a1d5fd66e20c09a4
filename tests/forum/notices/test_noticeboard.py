"""Notices: who is told of what, once each, grouped; only what one may read; settled by reading."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.names import WORDS_STAY_NAMED
from accounts.services import erase_account
from campaign.models import Collective
from forum import services
from forum.deciding.services import decisions as deciding
from forum.machina import Forum
from forum.models import Decision, Notice
from forum.moderation.services import moderating
from forum.notices.queries import readers_among
from forum.notices.services.following import set_level
from forum.notices.services.telling import forget_old
from forum.spaces import services as spaces
from forum.templatetags.board_tags import post_url, topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
PAGE = "/forum/notices/"


def told(user):
    """Kind, topic and number of a person's unread notices, the oldest first."""
    rows = Notice.objects.unread().filter(recipient=user).order_by("pk")
    return list(rows.values_list("kind", "topic", "number"))


def count_in_head(client, address="/forum/"):
    found = re.search(r'href="/forum/notices/">.*?</a>', client.get(address).text, re.S)[0]
    number = re.search(r'class="count">([0-9+]+)<', found)
    return number[1] if number else "0"


@pytest.fixture
def topic(space, write, member, run_tasks):
    with run_tasks():
        return write(space.public_forum, member, subject="Parcours du samedi")


def test_followers_are_told_of_replies_in_one_line_and_authors_are_not(topic, member, organiser, outsider, run_tasks):
    set_level(user=outsider, topic=topic, level="follow")
    for number in range(10):
        with run_tasks():
            services.reply(topic=topic, author=organiser, content=f"Réponse {number}")
    assert told(member) == told(outsider) == [("reply", topic.pk, 10)]
    assert told(organiser) == []
    page = signed_in_client(member).get(PAGE).text
    assert page.count('class="told__item') == 1 and "10 réponses dans « Parcours du samedi »" in page
    first = topic.posts.get(position=2)
    assert f'href="{post_url(first)}"' in page


def test_reading_a_topic_settles_its_notices_and_the_next_reply_is_a_new_line(topic, member, organiser, run_tasks):
    client = signed_in_client(member)
    for _ in range(2):
        with run_tasks():
            services.reply(topic=topic, author=organiser, content="Oui")
        assert (count_in_head(client), told(member)) == ("1", [("reply", topic.pk, 1)])
        assert count_in_head(client, topic_url(topic)) == "0"
        assert told(member) == []
    assert Notice.objects.filter(recipient=member).count() == 2


def test_forum_followers_are_told_of_topics_or_of_every_message(space, write, member, organiser, outsider, run_tasks):
    set_level(user=organiser, forum=space.category, level="follow")
    set_level(user=outsider, forum=space.public_forum, level="every")
    with run_tasks():
        topic = write(space.public_forum, member)
    with run_tasks():
        services.reply(topic=topic, author=member, content="Encore")
    assert told(organiser) == [("topic", topic.pk, 1)]
    assert told(outsider) == [("topic", topic.pk, 1), ("reply", topic.pk, 1)]
    assert told(member) == []


def test_quoted_person_is_told_so_and_of_nothing_else(topic, member, organiser, run_tasks):
    quote = f"> [Membre]({post_url(topic.first_post)}) a écrit :\n> On se retrouve ?\n\nOui."
    with run_tasks():
        services.reply(topic=topic, author=organiser, content=quote)
    assert told(member) == [("quote", topic.pk, 1)]
    with run_tasks():
        services.reply(topic=topic, author=member, content=quote)
    assert len(told(member)) == 1


def test_named_person_is_told_so_and_of_nothing_else(topic, member, organiser, run_tasks):
    set_level(user=organiser, topic=topic, level="follow")
    with run_tasks():
        post = services.reply(topic=topic, author=organiser, content="Dis, @Membre, tu viens ?")
    assert told(member) == [("mention", topic.pk, 1)] and told(organiser) == []
    assert "Referente vous nomme dans" in signed_in_client(member).get(PAGE).text
    with run_tasks():
        services.edit_post(post=post, editor=organiser, content="Dis, @Membre, tu viens samedi ?")
    assert told(member) == [("mention", topic.pk, 1)]
    set_level(user=member, topic=topic, level="mute")
    with run_tasks():
        services.reply(topic=topic, author=organiser, content="@Membre ?")
    assert told(member) == [("mention", topic.pk, 1)]


def test_quoting_a_post_of_elsewhere_tells_nobody(space, topic, write, outsider, organiser, run_tasks):
    other = write(space.public_forum, outsider)
    with run_tasks():
        services.reply(topic=topic, author=organiser, content=f"> x ?post={other.first_post_id}\n\nIci.")
    assert told(outsider) == []


@pytest.mark.parametrize("muted", ["topic", "public_forum", "category"])
def test_who_muted_is_told_nothing(space, topic, member, organiser, run_tasks, muted):
    set_level(user=member, forum=space.public_forum, level="every")
    place = {"topic": topic} if muted == "topic" else {"forum": getattr(space, muted)}
    set_level(user=member, **place, level="mute")
    with run_tasks():
        services.reply(topic=topic, author=organiser, content=f"> [M](?post={topic.first_post_id})\n\nOui")
    with run_tasks():
        deciding.open_decision(
            topic=topic, by=organiser, question="?", closes_at=timezone.now() + timedelta(days=3), nameless=False
        )
    assert told(member) == []


def test_nobody_outside_hears_of_a_private_forum(
    space, write, member, organiser, outsider, moderator, commune, run_tasks
):
    neighbour = make_user("voisine")
    other = Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune, approved_at=timezone.now())
    spaces.make_spaces(collective=other)
    other.memberships.create(user=neighbour, role="organiser")
    topic = write(space.private_forum, member, subject="Canari")
    for person in (outsider, moderator, neighbour, organiser):
        set_level(user=person, topic=topic, level="follow")
        set_level(user=person, forum=space.private_forum, level="every")
    with run_tasks():
        services.reply(topic=topic, author=member, content="Canari")
    assert told(organiser) == [("reply", topic.pk, 1)]
    assert not Notice.objects.exclude(recipient=organiser).exists()


def test_notices_vanish_with_the_right_to_read(space, write, member, organiser, collective, run_tasks):
    topic = write(space.private_forum, member, subject="Canari")
    with run_tasks():
        services.reply(topic=topic, author=organiser, content="Oui")
    notice, client = Notice.objects.get(recipient=member), signed_in_client(member)
    assert "Canari" in client.get(PAGE).text and count_in_head(client) == "1"
    assert client.get(f"{PAGE}{notice.pk}/").url == post_url(topic.posts.get(position=2))
    collective.memberships.get(user=member).delete()
    assert "Canari" not in client.get(PAGE).text and count_in_head(client) == "0"
    assert client.get(f"{PAGE}{notice.pk}/").status_code == 404
    assert client.post(f"{PAGE}{notice.pk}/read/").status_code == 404


def test_notices_are_ones_own(topic, member, organiser, outsider, run_tasks):
    with run_tasks():
        services.reply(topic=topic, author=organiser, content="Oui")
    notice = Notice.objects.get(recipient=member)
    client = signed_in_client(outsider)
    assert "Parcours" not in client.get(PAGE).text
    assert client.get(f"{PAGE}{notice.pk}/").status_code == 404
    assert client.post(f"{PAGE}{notice.pk}/read/").status_code == 404
    client.post(f"{PAGE}read/")
    assert told(member)
    for address in (PAGE, f"{PAGE}{notice.pk}/", f"{PAGE}mails/"):
        assert Client().get(address).url.startswith("/accounts/login/")


def test_lines_are_read_one_by_one_or_all_at_once(space, write, member, organiser, run_tasks):
    topics = [write(space.public_forum, member, subject=f"Sujet {number}") for number in range(3)]
    for topic in topics:
        with run_tasks():
            services.reply(topic=topic, author=organiser, content="Oui")
    client = signed_in_client(member)
    first = Notice.objects.get(topic=topics[0])
    assert client.get(f"{PAGE}{first.pk}/read/").status_code == client.get(f"{PAGE}read/").status_code == 405
    client.post(f"{PAGE}{first.pk}/read/")
    assert [row[1] for row in told(member)] == [topics[1].pk, topics[2].pk]
    client.post(f"{PAGE}read/")
    assert told(member) == [] and client.get(PAGE).text.count('class="told__item"') == 3


def test_held_post_is_told_once_it_appears(space, topic, member, organiser, outsider, run_tasks):
    with run_tasks():
        post = services.reply(topic=topic, author=outsider, content="x", approved=False)
    assert told(member) == []
    with run_tasks():
        moderating.approve(post=post, by=organiser)
    assert told(member) == [("reply", topic.pk, 1)]
    assert told(outsider) == [("approved", topic.pk, 1)]


def test_author_is_told_what_moderators_did_and_why(space, topic, member, organiser, outsider, run_tasks):
    held = services.start_topic(
        forum=space.public_forum, author=outsider, subject="Annonce", content="x", approved=False
    )
    with run_tasks():
        moderating.decline(post=held.first_post, by=organiser)
    with run_tasks():
        moderating.hide(post=topic.first_post, by=organiser, reason="adresse d’une personne")
    national = Forum.objects.filter(parent__isnull=False).exclude(parent=space.category).first()
    with run_tasks():
        moderating.move_topic(topic=topic, forum=national, by=organiser)
    page = signed_in_client(outsider).get(PAGE).text
    assert "Votre message dans « Annonce » n’a pas été publié" in page
    page = signed_in_client(member).get(PAGE).text
    assert "a été masqué : adresse d’une personne" in page and f"est maintenant dans « {national.name} »" in page
    own = services.reply(topic=topic, author=organiser, content="x")
    moderating.hide(post=own, by=organiser, reason="erreur")
    assert not Notice.objects.filter(recipient=organiser).exists()


def test_question_is_told_when_put_soon_over_and_closed(space, write, member, organiser, outsider, run_tasks):
    topic = write(space.private_forum, member)
    set_level(user=outsider, topic=topic, level="follow")
    with run_tasks():
        decision = deciding.open_decision(
            topic=topic, by=member, question="?", closes_at=timezone.now() + timedelta(days=3), nameless=False
        )
    assert [row[0] for row in told(organiser)] == ["opened"] and told(member) == []
    Decision.objects.update(closes_at=timezone.now() + timedelta(hours=5))
    deciding.give_voice(decision=decision, voter=organiser, choice="agree", reason="")
    for _ in range(2):
        with run_tasks():
            deciding.remind()
    assert [row[0] for row in told(organiser)] == ["opened"] and told(member) == [("soon", topic.pk, 1)]
    Decision.objects.update(closes_at=timezone.now())
    with run_tasks():
        deciding.close_due()
    assert [row[0] for row in told(organiser)] == ["opened", "closed"]
    assert [row[0] for row in told(member)] == ["soon", "closed"]
    assert told(outsider) == []


def test_campaign_wide_question_is_told_to_followers_with_a_voice(db, member, organiser, outsider, write, run_tasks):
    topic = write(Forum.objects.filter(parent__isnull=False).first(), outsider)
    set_level(user=member, topic=topic, level="follow")
    with run_tasks():
        deciding.open_decision(
            topic=topic, by=organiser, question="?", closes_at=timezone.now() + timedelta(days=3), nameless=False
        )
    assert told(member) == [("opened", topic.pk, 1)] and told(outsider) == []


def test_deleted_post_leaves_no_line(topic, member, organiser, run_tasks):
    posts = []
    for _ in range(2):
        with run_tasks():
            posts.append(services.reply(topic=topic, author=organiser, content="Oui"))
    services.delete_post(post=posts[0])
    assert told(member) == [("reply", topic.pk, 1)]
    assert signed_in_client(member).get(f"{PAGE}{Notice.objects.get().pk}/").url == topic_url(topic)


def test_notices_of_merged_topics_become_one(space, topic, write, member, organiser, run_tasks):
    other = write(space.public_forum, member)
    for place in (topic, other):
        with run_tasks():
            services.reply(topic=place, author=organiser, content="Oui")
    services.merge_topics(topic=topic, into=other)
    assert [(kind, place) for kind, place, _number in told(member)] == [("reply", other.pk)]


def test_erased_account_takes_its_notices_and_choices_along(topic, member, organiser, run_tasks):
    with run_tasks():
        services.reply(topic=topic, author=organiser, content="Oui")
    number = member.pk
    erase_account(user=member, words=WORDS_STAY_NAMED)
    assert not Notice.objects.filter(recipient=number).exists()


def test_what_was_read_long_ago_is_forgotten(topic, member, organiser, run_tasks):
    with run_tasks():
        services.reply(topic=topic, author=organiser, content="Oui")
    assert forget_old() == 0
    Notice.objects.update(read_at=timezone.now() - timedelta(days=91))
    assert forget_old() == 1


def test_readers_are_decided_by_few_questions_however_many_they_are(space, organiser, outsider, member):
    def asked(people):
        with CaptureQueriesContext(connection) as queries:
            found = readers_among([person.pk for person in people], space.private_forum)
        return found, len(queries)

    few = [member, organiser, outsider]
    many = [make_user(f"m{number}") for number in range(12)]
    for person in many[:6]:
        space.members.user_set.add(person)
    readers, number = asked(few)
    assert readers == {member.pk, organiser.pk}
    readers, more = asked(few + many)
    assert readers == {member.pk, organiser.pk, *(person.pk for person in many[:6])} and more == number
    many[0].is_active = False
    many[0].save()
    assert many[0].pk not in asked(many)[0]


def test_telling_many_followers_takes_as_many_statements_as_telling_two(topic, organiser, run_tasks):
    def statements():
        with CaptureQueriesContext(connection) as queries, run_tasks():
            services.reply(topic=topic, author=organiser, content="Oui")
        Notice.objects.all().delete()
        return len([query for query in queries if "board_" in query["sql"]])

    set_level(user=make_user("une"), topic=topic, level="follow")
    statements()  # what is asked once
    few = statements()
    for number in range(15):
        set_level(user=make_user(f"m{number}"), topic=topic, level="follow")
    assert statements() == few


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_page_and_head_ask_the_same_with_one_notice_and_many(space, write, member, organiser, run_tasks):
    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    def tell():
        topic = write(space.public_forum, member)
        with run_tasks():
            services.reply(topic=topic, author=organiser, content="Oui")

    client = signed_in_client(member)
    none = asked("/style/")
    tell()
    few = [asked(PAGE), asked("/forum/")]
    for _ in range(8):
        tell()
    assert [asked(PAGE), asked("/forum/")] == few and max(few) <= 12
    Notice.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        client.get("/style/")
    assert sum("board_notice" in query["sql"] for query in queries) == 1 and len(queries) == none


def test_long_list_goes_on_from_a_mark(member):
    start = timezone.now()
    Notice.objects.bulk_create(
        Notice(recipient=member, kind="declined", words=f"Annonce-{n:02}-", at=start - timedelta(minutes=n))
        for n in range(35)
    )
    client = signed_in_client(member)
    first = client.get(PAGE)
    assert "Annonce-29-" in first.text and "Annonce-30-" not in first.text
    second = client.get(PAGE, {"before": first.context["window"].older})
    assert "Annonce-30-" in second.text and "Annonce-29-" not in second.text
