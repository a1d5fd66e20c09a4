"""Writing: who may, what is refused, what stays when an author leaves."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from forum import services
from forum.machina import Forum, Post, Topic
from forum.templatetags.board_tags import forum_url, topic_url

pytestmark = pytest.mark.django_db


def create_url(forum):
    return reverse("forum_conversation:topic_create", args=[forum.slug, forum.pk])


def in_topic(name, topic, *more):
    forum = topic.forum
    return reverse(f"forum_conversation:{name}", args=[forum.slug, forum.pk, topic.slug, topic.pk, *more])


def test_member_opens_a_topic_and_another_answers(space, member, outsider, client_of):
    data = {"subject": "Cartopartie", "content": "Samedi **14 h**"}
    answer = client_of(outsider).post(create_url(space.public_forum), data)
    topic = Topic.objects.get()
    assert answer.url == topic_url(topic)
    assert (topic.poster, topic.posts_count) == (outsider, 1)
    answer = client_of(member).post(in_topic("post_create", topic), {"content": "J'en suis"})
    page = client_of(outsider).get(answer.url.split("#")[0]).content.decode()
    assert "<strong>14 h</strong>" in page and "J'en suis" in page


@pytest.mark.parametrize(
    "content", ["`\n<img src=x onerror=alert(1)>", "[x](javascript&#58alert(1))", "<script>alert(1)</script>"]
)
def test_known_attacks_are_shown_as_harmless_text(space, write, member, source, content):
    page = source.get(topic_url(write(space.public_forum, member, content=content))).content.decode()
    posts = page.split('class="posts"')[1].split("</article>")[0]
    assert "<img" not in posts and "<script" not in posts and 'href="javascript' not in posts.lower()


def test_guest_is_asked_to_sign_in_and_comes_back(space, write, member, source):
    topic = write(space.public_forum, member)
    for address in (create_url(space.public_forum), in_topic("post_create", topic)):
        answer = source.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login") + "?next=/forum/")
        assert source.post(address, {"subject": "x", "content": "x"}).status_code == 302
    assert Post.objects.count() == 1


def test_outsider_writes_nowhere_private(space, write, member, outsider, client_of):
    topic = write(space.private_forum, member)
    client = client_of(outsider)
    for address in (
        create_url(space.private_forum),
        in_topic("post_create", topic),
        in_topic("post_update", topic, topic.first_post_id),
        in_topic("post_delete", topic, topic.first_post_id),
        reverse("forum_member:topic_subscribe", args=[topic.pk]),
    ):
        assert client.post(address, {"subject": "x", "content": "x"}).status_code == 404
    assert Post.objects.count() == 1


def test_rights_in_one_forum_open_nothing_in_another(space, write, member, organiser, outsider, commune, client_of):
    """An address that names a forum where one may, and a topic of one where one may not."""
    from campaign.models import Collective
    from forum.spaces.services import make_spaces

    other = make_spaces(collective=Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune))
    other.organisers.user_set.add(outsider)
    topic, mine = write(space.public_forum, member), write(other.public_forum, outsider)
    forum = other.public_forum
    client = client_of(outsider)
    wrong = [forum.slug, forum.pk, topic.slug, topic.pk]
    assert client.post(reverse("forum_conversation:post_create", args=wrong), {"content": "x"}).status_code == 404
    for name in ("post_update", "post_delete"):
        address = reverse(f"forum_conversation:{name}", args=[*wrong, topic.first_post_id])
        assert client.post(address, {"subject": "x", "content": "x"}).status_code == 404
        address = in_topic(name, mine, topic.first_post_id)
        assert client.post(address, {"subject": "x", "content": "x"}).status_code == 404
    assert client.post(reverse("forum_moderation:topic_lock", args=[topic.slug, topic.pk])).status_code == 404
    assert Post.objects.get(pk=topic.first_post_id).content.raw == "On se retrouve où ?"


def test_author_edits_own_posts_and_others_do_not(space, write, member, outsider, client_of):
    topic = write(space.public_forum, member)
    address = in_topic("post_update", topic, topic.first_post_id)
    data = {"subject": "Affiches A3", "content": "Au local", "reason": "précision"}
    assert client_of(outsider).post(address, data).status_code == 404
    assert "On se retrouve" in client_of(member).get(address).content.decode()
    assert client_of(member).post(address, data).status_code == 302
    topic.refresh_from_db()
    assert (topic.subject, topic.first_post.content.raw) == ("Affiches A3", "Au local")
    assert "précision" in client_of(outsider).get(topic_url(topic)).content.decode()


def test_deleting_asks_first_and_takes_an_empty_topic_along(space, write, member, client_of):
    topic = write(space.public_forum, member)
    post = services.reply(topic=topic, author=member, content="Erreur")
    client = client_of(member)
    address = in_topic("post_delete", topic, post.pk)
    assert client.get(address).status_code == 200
    assert Post.objects.count() == 2
    assert client.post(address).url == topic_url(topic)
    assert client.post(in_topic("post_delete", topic, topic.first_post_id)).url == forum_url(space.public_forum)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [({"subject": "", "content": "x"}, "subject"), ({"subject": "x", "content": ""}, "content"),
     ({"subject": "x", "content": "y" * 30_001}, "content"), ({"subject": "x" * 201, "content": "y"}, "subject")],
)  # fmt: skip
def test_refused_topic_keeps_what_was_typed(space, member, client_of, data, field):
    answer = client_of(member).post(create_url(space.public_forum), data)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert data["content"][:50] in answer.content.decode()
    assert not Topic.objects.exists()


def test_preview_shows_and_writes_nothing(space, member, client_of):
    data = {"subject": "Essai", "content": "**gras**", "preview": "1"}
    page = client_of(member).post(create_url(space.public_forum), data).content.decode()
    assert "<strong>gras</strong>" in page and "**gras**" in page
    assert not Topic.objects.exists()


def test_kind_is_refused_to_those_who_may_not_pin(space, member, organiser, client_of):
    data = {"subject": "Épinglé", "content": "x", "kind": Topic.TOPIC_ANNOUNCE}
    client_of(member).post(create_url(space.public_forum), data)
    client_of(organiser).post(create_url(space.public_forum), data)
    assert list(Topic.objects.order_by("pk").values_list("type", flat=True)) == [Topic.TOPIC_POST, Topic.TOPIC_ANNOUNCE]


def test_flood_is_refused_and_nothing_typed_is_lost(space, write, member, client_of):
    topic, client = write(space.public_forum, member), client_of(member)
    codes = [client.post(in_topic("post_create", topic), {"content": f"n{n}"}).status_code for n in range(7)]
    assert codes == [302] * 6 + [429]
    assert "n9" in client.post(in_topic("post_create", topic), {"content": "n9"}).content.decode()


def test_locked_topic_is_answered_by_its_moderators_only(space, write, member, organiser, client_of):
    topic = write(space.public_forum, member)
    services.set_locked(topic=topic, locked=True)
    assert client_of(member).post(in_topic("post_create", topic), {"content": "x"}).status_code == 404
    assert client_of(organiser).post(in_topic("post_create", topic), {"content": "x"}).status_code == 302


def test_posts_stay_when_their_author_is_deleted_and_the_name_is_kept(
    space, write, member, outsider, source, organiser
):
    topic = write(space.public_forum, outsider, content="Ma réponse reste")
    services.reply(topic=topic, author=member, content="La mienne aussi")
    type(outsider).objects.filter(pk=outsider.pk).delete()
    topic.refresh_from_db()
    assert (topic.poster, topic.posts_count) == (None, 2)
    page = source.get(topic_url(topic)).content.decode()
    assert "Ma réponse reste" in page and "La mienne aussi" in page and "Passante" in page
    services.edit_post(post=topic.first_post, editor=organiser, content="Modéré")


def test_erasing_a_name_leaves_a_tombstone(space, write, member, outsider, source):
    topic = write(space.public_forum, outsider, content="Reste sans nom")
    services.erase_name(user=outsider)
    outsider.delete()
    page = source.get(topic_url(topic)).content.decode()
    assert "Reste sans nom" in page and "Passante" not in page
    for address in (reverse("forum:index"), forum_url(space.public_forum), reverse("forum_feeds:latest_topics")):
        assert source.get(address).status_code == 200


def test_posting_needs_the_csrf_token(space, write, member):
    topic = write(space.public_forum, member)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(in_topic("post_create", topic), {"content": "x"}).status_code == 403


def test_render_posts_renders_everything_again(space, write, member, capsys):
    from django.core.management import call_command

    post = write(space.public_forum, member, content="**neuf**").first_post
    Post.objects.update(_content_rendered="<p>vieux</p>")
    call_command("render_posts")
    post = Post.objects.get(pk=post.pk)
    assert "<strong>neuf</strong>" in post.content.rendered
    assert capsys.readouterr().out.startswith("1 posts rendered")


def counters(topic):
    topic, forum = Topic.objects.get(pk=topic.pk), Forum.objects.get(pk=topic.forum_id)
    said = topic.posts_count, topic.last_post_id, topic.last_post_on
    return said, (forum.direct_topics_count, forum.direct_posts_count, forum.last_post_id, forum.last_post_on)


def test_reply_is_counted_without_counting_all(space, write, member, django_assert_max_num_queries):
    topic = write(space.public_forum, member)
    write(space.public_forum, member, subject="Un autre")
    services.reply(topic=topic, author=member, content="Un")
    with django_assert_max_num_queries(14) as asked:
        last = services.reply(topic=Topic.objects.get(pk=topic.pk), author=member, content="Deux")
    assert not [query for query in asked.captured_queries if "COUNT(" in query["sql"] or "SUM(" in query["sql"]]
    assert counters(topic) == ((3, last.pk, last.created), (2, 4, last.pk, last.created))
    services.reply(topic=topic, author=member, content="En attente", approved=False)
    assert counters(topic) == ((3, last.pk, last.created), (2, 4, last.pk, last.created))
    assert services.recount() == 0
    services.delete_post(post=last)
    assert counters(topic)[0][0] == 2
    assert services.recount() == 0


def test_recount_puts_wrong_counters_right(space, write, member, capsys):
    topic = write(space.public_forum, member)
    right = counters(topic)
    Topic.objects.filter(pk=topic.pk).update(posts_count=40, last_post=None)
    Forum.objects.filter(pk=topic.forum_id).update(direct_posts_count=0, direct_topics_count=7)
    call_command("forum_recount")
    assert "2 counters corrected." in capsys.readouterr().out
    assert counters(topic) == right


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_reply_asks_only_for_what_is_its_own(space, write, member, client_of, django_assert_max_num_queries):
    topic = write(space.public_forum, member)
    client = client_of(member)
    address = reverse(
        "forum_conversation:post_create",
        kwargs={
            "forum_slug": topic.forum.slug,
            "forum_pk": topic.forum.pk,
            "topic_slug": topic.slug,
            "topic_pk": topic.pk,
        },
    )
    assert client.post(address, {"content": "Un"}).status_code == 302
    lock = connection.vendor == "postgresql"  # of the topic; SQLite locks the whole file as a transaction begins
    with django_assert_max_num_queries(24 + lock) as asked:  # with those of the worker, which is here
        assert client.post(address, {"content": "Deux"}).status_code == 302
    told = [query["sql"] for query in asked.captured_queries]
    for around in ("board_space", "board_shelf", "campaign_membership"):
        assert not [sql for sql in told if f'"{around}"' in sql]
    assert topic.posts.count() == 3
