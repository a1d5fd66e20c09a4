"""Tags on topics: entered with the topic, shown where it is, unknown to those who may read none of their topics."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import services
from forum.machina import Forum, Topic
from forum.models import TopicTag
from forum.templatetags.board_tags import forum_url, topic_url

pytestmark = pytest.mark.django_db


def page_of(slug):
    return reverse("board:tag", args=[slug])


def feed_of(slug):
    return reverse("forum_feeds:tag_latest_topics", args=[slug])


def list_of(forum):
    return reverse("board:forum_tags", args=[forum.slug, forum.pk])


def names_of(topic):
    return [tag.name for tag in topic.tags.all()]


def create(client, forum, tags, **more):
    address = reverse("forum_conversation:topic_create", args=[forum.slug, forum.pk])
    return client.post(address, {"subject": "Affiches", "content": "Où ?", "tags": tags, **more})


def edit(client, topic, tags):
    address = reverse("forum_conversation:topic_update", args=[topic.forum.slug, topic.forum_id, topic.slug, topic.pk])
    return client.post(address, {"subject": topic.subject, "content": "Où ?", "tags": tags})


def test_topic_is_opened_with_tags_that_lead_to_it(space, member, client_of, source):
    assert create(client_of(member), space.public_forum, "Mairie, budget, mairie").status_code == 302
    topic = Topic.objects.get()
    assert sorted(names_of(topic)) == ["Mairie", "budget"]
    for address in (topic_url(topic), forum_url(space.public_forum), reverse("board:tags"), list_of(topic.forum)):
        assert f'href="{page_of("mairie")}"' in source.get(address).text, address
    page = source.get(page_of("mairie")).text
    assert topic_url(topic) in page and "Mairie" in page
    assert f'type="application/atom+xml" title="Mairie" href="{feed_of("mairie")}"' in page
    feed = source.get(feed_of("mairie")).text
    assert 'term="Mairie"' in feed and topic_url(topic) in feed


@pytest.mark.parametrize(
    ("tags", "words"), [("a,b,c,d,e,f", "Cinq mots-clés au plus"), ("x" * 41, "trop long"), ("mairie, …", "ni lettre")]
)
def test_bad_tags_are_refused_in_words_and_nothing_typed_is_lost(space, member, client_of, tags, words):
    answer = create(client_of(member), space.public_forum, tags, content="phrase-gardée")
    assert answer.status_code == 400
    assert words in answer.text and tags in answer.text and "phrase-gardée" in answer.text
    assert not Topic.objects.exists()


def test_author_and_moderators_change_tags_and_nobody_else(space, write, member, organiser, outsider, client_of):
    topic = write(space.public_forum, member, tags=["budget"])
    client = client_of(member)
    address = reverse("forum_conversation:topic_update", args=[topic.forum.slug, topic.forum_id, topic.slug, topic.pk])
    assert 'value="budget"' in client.get(address).text
    assert edit(client, topic, "budget, drones").status_code == 302
    assert names_of(topic) == ["budget", "drones"]
    assert f'href="{page_of("drones")}"' in client.get(forum_url(space.public_forum)).text
    assert edit(client_of(organiser), topic, "").status_code == 302
    assert names_of(topic) == []
    assert page_of("drones") not in client.get(forum_url(space.public_forum)).text
    assert edit(client_of(outsider), topic, "intrus").status_code == 404
    assert edit(Client(), topic, "intrus").status_code == 302
    services.set_locked(topic=topic, locked=True)
    assert edit(client, topic, "intrus").status_code == 404
    assert names_of(topic) == []


def test_editing_a_reply_leaves_the_tags_of_its_topic(space, write, member, client_of):
    topic = write(space.public_forum, member, tags=["budget"])
    reply = services.reply(topic=topic, author=member, content="Oui")
    forum = topic.forum
    address = reverse("forum_conversation:post_update", args=[forum.slug, forum.pk, topic.slug, topic.pk, reply.pk])
    assert "Mots-clés" not in client_of(member).get(address).text
    assert client_of(member).post(address, {"content": "Non", "tags": "autre"}).status_code == 302
    assert names_of(topic) == ["budget"]


def test_tag_of_private_topics_alone_does_not_exist_for_others(
    space, write, member, outsider, moderator, client_of, source
):
    write(space.private_forum, member, subject="Secret", tags=["Opération", "budget"])
    write(space.public_forum, member, subject="Connu", tags=["Budget"])
    write(space.public_forum, outsider, subject="Attend", tags=["attente"], approved=False)
    for client in (source, client_of(outsider), client_of(moderator)):
        for unknown in ("operation", "jamais", "attente"):
            assert client.get(page_of(unknown)).status_code == 404
            assert client.get(feed_of(unknown)).status_code == 404
        shown = [client.get(address).text for address in (page_of("budget"), feed_of("budget"))]
        assert all("Connu" in text and "Secret" not in text and "budget»" not in text for text in shown)
        (counted,) = client.get(reverse("board:tags")).context["tags"]
        assert (counted["slug"], counted["name"], counted["number"]) == ("budget", "Budget", 1)
        assert client.get(list_of(space.private_forum)).status_code == 404
        assert len(client.get(list_of(space.public_forum)).context["tags"]) == 1
    inside = client_of(member)
    assert inside.get(page_of("operation")).status_code == 200
    assert {tag["slug"]: tag["number"] for tag in inside.get(reverse("board:tags")).context["tags"]} == {
        "budget": 2,
        "operation": 1,
    }


def test_search_keeps_to_topics_with_a_tag_that_one_may_read(space, write, member, outsider, client_of, source):
    write(space.private_forum, member, subject="Secret", tags=["Vidéo"])
    found = write(space.public_forum, member, subject="Trouvé", tags=["video"])
    write(space.public_forum, member, subject="Autre")
    for client in (source, client_of(outsider)):
        for question in ({"tag": "VIDÉO"}, {"tag": "video", "q": "affiches retrouve"}, {"tag": "#vidéo", "q": "ou"}):
            page = client.get(reverse("forum_search:search"), question)
            assert [post.topic_id for post in page.context["finds"]] in ([found.pk], []), question
        page = client.get(reverse("forum_search:search"), {"tag": "vidéo"})
        assert [post.topic_id for post in page.context["finds"]] == [found.pk]
        assert client.get(reverse("forum_search:search"), {"tag": "…"}).context["finds"] == []
    assert len(client_of(member).get(reverse("forum_search:search"), {"tag": "video"}).context["finds"]) == 2


def test_tags_go_with_topics_that_are_moved_split_or_merged(space, write, member):
    topic = write(space.public_forum, member, tags=["a", "b", "c"])
    reply = services.reply(topic=topic, author=member, content="Oui")
    services.move_topic(topic=topic, forum=Forum.objects.filter(type=Forum.FORUM_POST).first())
    new = services.split_topic(topic=topic, posts=[reply], subject="À part")
    assert names_of(new) == ["a", "b", "c"]
    other = write(topic.forum, member, tags=["C", "d", "e", "f"])
    services.merge_topics(topic=new, into=other)
    assert sorted(names_of(other)) == ["C", "a", "d", "e", "f"]
    services.delete_topic(topic=other)
    assert {tag.topic_id for tag in TopicTag.objects.all()} == {topic.pk}


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_lists_with_tags_ask_as_much_for_one_topic_as_for_many(space, write, member, client_of, source):
    topic = write(space.public_forum, member, tags=["a", "b"])
    addresses = [
        page_of("a"),
        feed_of("a"),
        reverse("board:tags"),
        list_of(topic.forum),
        forum_url(topic.forum),
        topic_url(topic),
    ]
    clients = (source, client_of(member))

    def queries():
        found = []
        for client in clients:
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(address).status_code == 200
                found.append(len(asked))
        return found

    few = queries()
    for number in range(12):
        write(space.public_forum, member, tags=["a", "b", f"c{number}"])
    assert queries() == few and max(few) <= 12, few


def test_long_list_under_a_tag_goes_on(space, write, member, source):
    topics = [write(space.public_forum, member, subject=f"Sujet {n}", tags=["a"]) for n in range(22)]
    first = source.get(page_of("a"))
    second = source.get(page_of("a"), {"before": first.context["window"].older})
    assert [t.pk for page in (first, second) for t in page.context["topics"]] == [t.pk for t in reversed(topics)]
