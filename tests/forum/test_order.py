"""Positions: distinct and without a gap whatever happens to a topic, and permalinks that survive it."""

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from forum import services
from forum.machina import Forum, Post, Topic
from forum.models import FormerTopic
from forum.order import put_in_order
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import post_url, topic_url

pytestmark = pytest.mark.django_db


def order_of(topic):
    return list(topic.posts.order_by("position").values_list("position", "content").exclude(position=None))


def said(topic):
    assert [place for place, _content in order_of(topic)] == list(range(1, len(order_of(topic)) + 1))
    topic.refresh_from_db()
    assert topic.posts_count == len(order_of(topic))
    return [content for _place, content in order_of(topic)]


@pytest.fixture
def talk(space, write, member):
    """A topic where « un » to « cinq » were said."""
    topic = write(space.public_forum, member, content="un")
    for word in ("deux", "trois", "quatre", "cinq"):
        services.reply(topic=topic, author=member, content=word)
    return topic


def posts_of(topic, *words):
    return list(topic.posts.filter(content__in=words))


def test_reply_stands_last(talk):
    assert said(talk) == ["un", "deux", "trois", "quatre", "cinq"]


def test_deleted_post_leaves_no_gap(talk):
    services.delete_post(post=posts_of(talk, "deux")[0])
    assert said(talk) == ["un", "trois", "quatre", "cinq"]


def test_waiting_post_has_no_position_until_it_is_approved_and_then_stands_last(talk, outsider, member):
    waiting = services.reply(topic=talk, author=outsider, content="attend", approved=False)
    services.reply(topic=talk, author=member, content="six")
    assert waiting.position is None and said(talk) == ["un", "deux", "trois", "quatre", "cinq", "six"]
    services.approve_post(post=waiting)
    assert said(talk)[-1] == "attend"
    assert talk.last_post == waiting


def test_approved_topic_begins_with_what_opened_it(space, write, outsider, member):
    topic = write(space.public_forum, outsider, content="ouvre", approved=False)
    services.reply(topic=topic, author=member, content="répond")
    services.approve_post(post=topic.first_post)
    assert said(topic) == ["ouvre", "répond"]


def test_post_taken_back_to_wait_loses_its_position(talk):
    post = posts_of(talk, "trois")[0]
    post.approved = False
    post.save()
    assert said(talk) == ["un", "deux", "quatre", "cinq"]


def test_edit_moves_nothing(talk, member):
    services.edit_post(post=posts_of(talk, "deux")[0], editor=member, content="deux bis")
    assert said(talk) == ["un", "deux bis", "trois", "quatre", "cinq"]


def test_split_off_posts_keep_their_addresses(talk, member, source):
    chosen = posts_of(talk, "deux", "quatre")
    old = [post_url(post).split("#")[0] for post in chosen]
    new = services.split_topic(topic=talk, posts=chosen, subject="À part")
    assert said(talk) == ["un", "trois", "cinq"] and said(new) == ["deux", "quatre"]
    assert (new.subject, new.slug, new.first_post) == ("À part", "à-part", chosen[0])
    for address, post in zip(old, chosen, strict=True):
        answer = source.get(address)
        assert (answer.status_code, answer.url) == (302, f"{topic_url(new)}?post={post.pk}#{post.pk}")
        assert source.get(answer.url).status_code == 200


def test_split_refuses_all_posts_none_and_those_of_others(talk, space, write, member):
    other = write(space.public_forum, member)
    for chosen in ([], list(talk.posts.all()), list(other.posts.all())):
        with pytest.raises(ValueError):
            services.split_topic(topic=talk, posts=chosen, subject="Rien")
    assert Topic.objects.count() == 2


def test_merged_topic_is_found_at_its_old_address(talk, space, write, member, organiser, source):
    other = write(space.public_forum, organiser, content="ailleurs")
    first, old, post = talk.pk, topic_url(talk), posts_of(talk, "trois")[0]
    services.merge_topics(topic=talk, into=other)
    assert said(other) == ["un", "deux", "trois", "quatre", "cinq", "ailleurs"]
    assert other.followings.filter(user=member).exists() and not Topic.objects.filter(pk=first).exists()
    assert source.get(old).url == topic_url(other)
    assert source.get(f"{old}?post={post.pk}").url == f"{topic_url(other)}?post={post.pk}#{post.pk}"
    third = write(space.public_forum, organiser)
    services.merge_topics(topic=other, into=third)
    assert source.get(old).url == topic_url(third)
    with pytest.raises(ValueError):
        services.merge_topics(topic=third, into=third)


def test_old_address_of_what_went_into_a_private_forum_leads_nowhere(talk, space, write, member, source, client_of):
    hidden = write(space.private_forum, member)
    old, post = topic_url(talk), talk.first_post
    services.merge_topics(topic=talk, into=hidden)
    assert FormerTopic.objects.get().topic == hidden
    for address in (old, f"{old}?post={post.pk}"):
        assert source.get(address).status_code == 404
        assert client_of(member).get(address).status_code == 302


def test_moved_topic_keeps_the_way_to_a_post(talk, source):
    post = posts_of(talk, "quatre")[0]
    address = post_url(post).split("#")[0]
    services.move_topic(topic=talk, forum=Forum.objects.filter(type=Forum.FORUM_POST).first())
    answer = source.get(address)
    talk.refresh_from_db()
    assert (answer.status_code, answer.url) == (301, f"{topic_url(talk)}?post={post.pk}#{post.pk}")


def test_recount_repairs_positions(talk):
    numbers = [post.pk for post in talk.posts.order_by("position")]
    Post.objects.filter(pk=numbers[1]).delete()  # past the services: leaves a gap
    Post.objects.filter(pk=numbers[3]).update(position=None)
    Post.objects.filter(pk=numbers[4]).update(position=2)
    assert services.recount() > 0
    assert said(talk) == ["un", "trois", "quatre", "cinq"]
    assert services.recount() == put_in_order() == 0


def test_two_posts_never_share_a_position(talk):
    post = posts_of(talk, "deux")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(position=1)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_replies_get_positions_of_their_own(collective, member):
    """Eight people press the button at once."""
    topic = services.start_topic(
        forum=make_spaces(collective=collective).public_forum, author=member, subject="Vite", content="zéro"
    )
    gate, wrong = threading.Barrier(8), []

    def answer(number):
        try:
            own = Topic.objects.select_related("forum").get(pk=topic.pk)
            gate.wait(timeout=30)
            for _ in range(3):
                services.reply(topic=own, author=member, content=f"de {number}")
        except Exception as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert not wrong
    assert len(said(topic)) == 25
    assert list(topic.posts.order_by("position").values_list("pk", flat=True)) == list(
        topic.posts.order_by("created", "pk").values_list("pk", flat=True)
    )


def test_forum_saved_after_a_reply_keeps_what_was_counted_meanwhile(talk, member):
    mine, other = Topic.objects.get(pk=talk.pk), Topic.objects.get(pk=talk.pk)
    assert mine.forum == other.forum  # both know the forum as it is now
    services.reply(topic=mine, author=member, content="six")
    last = services.reply(topic=other, author=member, content="sept")
    mine.forum.save()
    kept = Forum.objects.get(pk=talk.forum_id)
    assert (kept.direct_posts_count, kept.last_post) == (7, last)
    mine = Topic.objects.get(pk=talk.pk)
    own = services.reply(topic=mine, author=member, content="huit")
    mine.save()
    kept = Topic.objects.get(pk=talk.pk)
    assert (kept.posts_count, kept.last_post, kept.last_post_on, kept.updated >= own.updated) == (
        8,
        own,
        own.created,
        True,
    )
