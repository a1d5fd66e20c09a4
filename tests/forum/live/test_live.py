"""What an open page asks for, and what it is told: the same as its page shows, to the same people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.models import Collective
from engine.versions import changes_pages
from forum import services
from forum.live import services as live
from forum.live.queries import state_of
from forum.machina import Forum, TopicReadTrack
from forum.models import Notice
from forum.moderation.services import moderating
from forum.notices.services import telling
from forum.reading.queries import seen_until
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def since(client, topic, post):
    return client.get(reverse("board:posts_since", args=[topic.pk]), {"post": getattr(post, "pk", post)})


def numbers_in(answer):
    return [int(part.partition('"')[0]) for part in answer.text.split('<article class="post" id="')[1:]]


@pytest.fixture
def conversation(space, write, member):
    """A topic of 25 posts in the public forum."""
    topic = write(space.public_forum, member, content="premier")
    for number in range(2, 26):
        services.reply(topic=topic, author=member, content=f"réponse {number}")
    topic.refresh_from_db()
    return topic


# -- Asking ------------------------------------------------------------------------------------------------------------
def test_posts_come_from_one_on_a_page_at_most_and_say_whether_there_are_more(conversation, source):
    posts = list(conversation.posts.order_by("position"))
    first, rest = since(source, conversation, posts[2]), since(source, conversation, posts[22])
    assert numbers_in(first) == [post.pk for post in posts[2:22]] and " data-more>" in first.text
    assert numbers_in(rest) == [post.pk for post in posts[22:]] and " data-more>" not in rest.text
    assert not first.cookies and 'data-count="25"' in first.text


def test_posts_are_the_very_ones_of_the_page_for_each_reader(conversation, member, outsider, organiser, client_of):
    last = conversation.last_post
    for who in (member, outsider, organiser):
        client = client_of(who)
        page, part = client.get(f"{topic_url(conversation)}?page=2").text, since(client, conversation, last).text
        article = part[part.index("<article") : part.index("</article>")]
        assert article in page
        assert ("/post/update/" in article) == (who in (member, organiser))


def test_post_that_was_taken_away_is_gone_and_the_others_keep_their_place(conversation, source):
    posts = list(conversation.posts.order_by("position"))
    gone = posts[10].pk
    services.delete_post(post=posts[10])
    assert since(source, conversation, gone).status_code == 410
    assert numbers_in(since(source, conversation, posts[23])) == [post.pk for post in posts[23:]]


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 12, "²", "1; DROP"])
def test_what_is_no_number_is_refused(conversation, source, member, client_of, number):
    assert since(source, conversation, number).status_code == 400
    seen = reverse("board:topic_seen", args=[conversation.pk])
    assert client_of(member).post(seen, {"post": number}).status_code == 400


def test_private_topic_answers_its_members_alone(space, write, member, organiser, outsider, client_of, source):
    topic = write(space.private_forum, member, content="chouette hulotte")
    assert "chouette hulotte" in since(client_of(organiser), topic, topic.first_post).text
    refused = [since(client, topic, topic.first_post) for client in (source, client_of(outsider))]
    organiser.memberships.all().delete()
    refused.append(since(client_of(organiser), topic, topic.first_post))
    unknown = since(source, type(topic)(pk=999_999), 1)
    assert {answer.status_code for answer in [*refused, unknown]} == {404}
    assert not any("hulotte" in answer.text for answer in refused)


def test_post_of_another_topic_opens_nothing(space, write, member, outsider, client_of):
    private = write(space.private_forum, member, content="chouette hulotte")
    public = write(space.public_forum, member)
    answer = since(client_of(outsider), public, private.first_post)
    assert answer.status_code == 410 and "hulotte" not in answer.text and numbers_in(answer) == []


def test_waiting_and_hidden_words_are_not_told(conversation, member, outsider, organiser, client_of):
    last = conversation.last_post
    services.reply(topic=conversation, author=outsider, content="pas encore lu", approved=False)
    moderating.hide(post=last, by=organiser, reason="hors sujet")
    part = since(client_of(member), conversation, last).text
    assert "pas encore lu" not in part and "réponse 25" not in part and "hors sujet" in part


def test_what_is_asked_costs_the_same_for_one_post_and_for_many(
    conversation, outsider, client_of, django_assert_max_num_queries
):
    posts, client = list(conversation.posts.order_by("position")), client_of(outsider)
    for start in (posts[-1], posts[0]):
        with django_assert_max_num_queries(10):
            since(client, conversation, start)


def test_only_who_is_signed_in_keeps_nothing_of_the_answer(conversation, member, client_of, source):
    last = conversation.last_post
    assert "no-store" in since(client_of(member), conversation, last)["Cache-Control"]
    assert "no-store" not in since(source, conversation, last).get("Cache-Control", "")


# -- Reading -----------------------------------------------------------------------------------------------------------
def test_topic_is_read_when_its_last_post_was_seen_and_not_when_it_was_fetched(conversation, outsider, client_of):
    client, seen = client_of(outsider), reverse("board:topic_seen", args=[conversation.pk])
    since(client, conversation, conversation.last_post)
    assert seen_until(conversation, outsider) is None
    assert client.post(seen, {"post": conversation.first_post_id}).status_code == 204
    assert seen_until(conversation, outsider) is None
    assert client.post(seen, {"post": conversation.last_post_id}).status_code == 204
    assert seen_until(conversation, outsider) >= conversation.last_post_on


def test_who_saw_the_last_post_was_told_of_enough(conversation, outsider, client_of, told):
    telling.tell([outsider.pk], kind="reply", topic=conversation, post=conversation.last_post)
    seen, client = reverse("board:topic_seen", args=[conversation.pk]), client_of(outsider)
    assert told(lambda: client.post(seen, {"post": conversation.last_post_id})) == [
        (live.person_group(outsider.pk), "counts.changed", None)
    ]
    assert not Notice.objects.unread().filter(recipient=outsider).exists()
    assert told(lambda: client.post(seen, {"post": conversation.last_post_id})) == []


def test_seeing_is_for_readers(space, write, member, outsider, client_of, source):
    topic = write(space.private_forum, member)
    seen = reverse("board:topic_seen", args=[topic.pk])
    assert client_of(outsider).post(seen, {"post": topic.last_post_id}).status_code == 404
    assert source.post(seen, {"post": topic.last_post_id}).status_code == 302
    assert client_of(member).get(seen).status_code == 405
    assert not TopicReadTrack.objects.filter(user=outsider).exists()


def test_reading_makes_no_page_old(conversation, outsider, client_of):
    client = client_of(outsider)
    with CaptureQueriesContext(connection) as asked:
        client.get(topic_url(conversation))
        since(client, conversation, conversation.last_post)
    assert [query["sql"] for query in asked.captured_queries if changes_pages(query["sql"])] == []


# -- Telling -----------------------------------------------------------------------------------------------------------
def test_open_pages_are_told_what_happened_to_which_post_and_no_word(space, write, member, organiser, told):
    topic = write(space.public_forum, member)
    group, made = live.topic_group(topic.pk), []

    def answer(**more):
        made.append(services.reply(topic=topic, author=member, content="mot", **more))

    assert told(answer) == [(group, "posted", made[0].pk)]
    assert told(lambda: services.edit_post(post=made[0], editor=member, content="autre")) == [
        (group, "changed", made[0].pk)
    ]
    to_author = (live.person_group(member.pk), "counts.changed", None)  # who is told of it in a notice
    heard = told(lambda: moderating.hide(post=made[0], by=organiser, reason="non"))
    assert heard == [(group, "changed", made[0].pk), to_author]
    number = made[0].pk
    assert told(lambda: services.delete_post(post=made[0])) == [(group, "gone", number)]
    to_moderators = (live.person_group(organiser.pk), "counts.changed", None)
    assert told(lambda: answer(approved=False)) == [to_moderators]
    heard = told(lambda: moderating.approve(post=made[1], by=organiser))
    assert heard == [(group, "posted", made[1].pk), to_moderators, to_author]


def test_what_concerns_many_posts_is_told_once_for_each_topic(space, write, member, organiser, told):
    one, other = write(space.public_forum, member), write(space.public_forum, organiser)
    services.reply(topic=one, author=organiser, content="mot")
    groups = {live.topic_group(topic.pk) for topic in (one, other)}
    moved = Forum.objects.filter(type=Forum.FORUM_POST).first()
    assert told(lambda: services.move_topic(topic=one, forum=moved))[-1] == (live.topic_group(one.pk), "many", None)
    heard = told(lambda: services.merge_topics(topic=other, into=one))
    assert {group for group, what, _ in heard if what == "many"} == groups
    one.refresh_from_db()
    posts = one.posts.filter(poster=organiser)
    heard = told(lambda: services.split_topic(topic=one, posts=posts, subject="Ailleurs"))
    assert (live.topic_group(one.pk), "many", None) in heard
    heard = told(lambda: services.erase_name(user=member))
    assert heard == [(live.topic_group(one.pk), "many", None)]


@pytest.mark.parametrize("act", ["reply", "edit", "hide", "delete", "move", "erase_name"])
def test_state_of_a_topic_is_another_one_after_any_change(space, write, member, organiser, act):
    topic = write(space.public_forum, member)
    post = services.reply(topic=topic, author=member, content="mot")
    acts = {
        "reply": lambda: services.reply(topic=topic, author=member, content="mot"),
        "edit": lambda: services.edit_post(post=post, editor=member, content="autre"),
        "hide": lambda: moderating.hide(post=post, by=organiser, reason="non"),
        "delete": lambda: services.delete_post(post=post),
        "move": lambda: services.move_topic(topic=topic, forum=Forum.objects.filter(type=Forum.FORUM_POST).first()),
        "erase_name": lambda: services.erase_name(user=member),
    }
    topic.refresh_from_db()
    before = state_of(topic)
    topic.refresh_from_db()
    assert state_of(topic) == before
    acts[act]()
    topic.refresh_from_db()
    assert state_of(topic) != before


# -- Moderating --------------------------------------------------------------------------------------------------------
@pytest.fixture
def waits(told):
    """`waits(act)`: whose head counts anew when this is done."""
    return lambda act: {group for group, what, _ in told(act) if what == "counts.changed"}


def test_what_waits_is_told_to_those_who_moderate_there_and_to_nobody_else(
    space, write, member, organiser, moderator, outsider, commune, waits
):
    other = Collective.objects.create(name="Yeux clos", slug="yeux-clos", commune=commune, approved_at=timezone.now())
    make_spaces(collective=other)
    other.memberships.create(user=make_user("voisine"), role="organiser")
    topic = write(space.public_forum, member)
    here = {live.person_group(organiser.pk), live.person_group(moderator.pk)}
    writer, follower, made = {live.person_group(outsider.pk)}, {live.person_group(member.pk)}, []

    def hold():
        made.append(services.reply(topic=topic, author=outsider, content="mot", approved=False))

    def flag():
        moderating.flag(post=made[0], by=member, reason="hate", words="")

    assert [waits(hold), waits(hold)] == [here, here]
    assert waits(lambda: moderating.approve(post=made[0], by=organiser)) == here | writer | follower
    assert waits(lambda: moderating.decline(post=made[1], by=organiser)) == here | writer
    assert waits(flag) == here
    assert waits(lambda: moderating.dismiss(post=made[0], by=organiser)) == here
    assert waits(flag) == here
    assert waits(lambda: moderating.hide(post=made[0], by=organiser, reason="non")) == here | writer
    assert waits(flag) == here
    assert waits(lambda: services.delete_post(post=made[0])) == here
    assert waits(lambda: services.reply(topic=topic, author=outsider, content="mot")) == follower


def test_what_waits_in_a_private_forum_is_not_told_to_moderators_who_may_not_read_it(
    space, write, member, organiser, moderator, waits
):
    topic = write(space.private_forum, member)
    assert waits(lambda: moderating.flag(post=topic.first_post, by=member, reason="hate", words="")) == {
        live.person_group(organiser.pk)
    }
    organiser.memberships.all().delete()
    assert waits(lambda: moderating.dismiss(post=topic.first_post, by=member)) == set()


def test_telling_moderators_costs_the_same_for_one_and_for_many(
    collective, space, write, member, organiser, django_assert_max_num_queries
):
    post = write(space.public_forum, member).first_post
    for number in range(4):
        with django_assert_max_num_queries(12):
            telling.tell_moderators(post.topic.forum)
        collective.memberships.create(user=make_user(f"referente-{number}"), role="organiser")


def test_counts_are_told_to_each_person_once(told, member, organiser):
    heard = told(lambda: live.counts_changed([member.pk, organiser.pk, member.pk]))
    assert sorted(heard) == sorted((live.person_group(user.pk), "counts.changed", None) for user in (member, organiser))


def test_names_of_groups_tell_nothing(member):
    names = {live.person_group(member.pk), live.topic_group(member.pk)}
    assert len(names) == 2 and all(len(name) == 37 and "person" not in name and "topic" not in name for name in names)


def test_a_write_is_kept_although_nobody_can_be_told(member, django_capture_on_commit_callbacks, monkeypatch):
    def away(*args):
        raise OSError("away")

    monkeypatch.setattr(live, "_send", away)
    with django_capture_on_commit_callbacks(execute=True):  # as a commit does, it must raise nothing
        live.counts_changed([member.pk])
