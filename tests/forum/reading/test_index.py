"""The forum's home: what was said last, the spaces beside it, those that are silent folded, and the way to begin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.models import Collective
from forum.machina import Forum
from forum.models import CampaignForum, Space
from forum.spaces.services import make_national_forums, make_spaces
from forum.templatetags.board_tags import forum_url, topic_url

pytestmark = pytest.mark.django_db

INDEX, CHOOSE = reverse("forum:index"), reverse("board:choose_forum")


@pytest.fixture
def other(commune):
    """The spaces of a collective where nobody has written."""
    return make_spaces(collective=Collective.objects.create(name="Les Silencieux", slug="silence", commune=commune))


def folded(page):
    """What the home shows once unfolded."""
    return page.split("<details", 1)[1].split("</details>")[0] if "<details" in page else ""


def test_collectives_without_a_message_for_a_year_are_one_line(space, other, write, member, source):
    write(space.public_forum, member)
    main = source.get(INDEX).text.split("<main", 1)[1].split("</main>")[0]
    assert "1 collectif sans message cette dernière année" in main
    assert "Les Silencieux" in folded(main) and space.category.name not in folded(main)
    Forum.objects.filter(pk=space.public_forum_id).update(last_post_on=timezone.now() - timedelta(days=366))
    main = source.get(INDEX).text.split("<main", 1)[1].split("</main>")[0]
    assert "2 collectifs sans message cette dernière année" in main and space.category.name in folded(main)


def test_what_members_say_among_themselves_makes_no_collective_talk_for_others(space, write, member, client_of, source):
    write(space.private_forum, member)
    assert space.category.name in folded(source.get(INDEX).text.split("<main", 1)[1])
    page = client_of(member).get(INDEX).text.split("<main", 1)[1]
    assert space.category.name not in folded(page) and f"{space.category.name} · Entre membres" in page


def test_space_of_a_collective_is_called_after_it(space, write, member, source):
    write(space.public_forum, member)
    page = source.get(INDEX).text
    assert page.count(space.category.name) >= 2 and space.public_forum.name not in page
    Forum.objects.filter(pk=space.category_id).update(name="Rebaptisé")
    assert "Rebaptisé" in source.get(INDEX).text


def test_unread_topic_has_its_dot_for_this_reader_alone(space, write, member, organiser, client_of, source):
    topic = write(space.public_forum, organiser)
    reader = client_of(member)
    assert reader.get(INDEX).text.count('class="dot"') == 2, "the topic and its forum"
    assert 'class="dot"' not in source.get(INDEX).text
    reader.get(topic_url(topic))
    assert 'class="dot"' not in reader.get(INDEX).text


def test_guest_who_wants_to_begin_signs_in_and_comes_back(source):
    assert CHOOSE in source.get(INDEX).text
    answer = source.get(CHOOSE)
    assert answer.status_code == 302 and answer.url.endswith(f"?next={CHOOSE}") and "login" in answer.url


def test_reader_chooses_among_the_forums_where_they_may_begin(space, other, member, outsider, client_of):
    make_national_forums()
    page = client_of(member).get(CHOOSE).text
    general = (
        Forum.objects.filter(type=Forum.FORUM_POST, parent__isnull=False)
        .exclude(pk__in=Space.objects.values("public_forum"))
        .exclude(pk__in=Space.objects.values("private_forum"))
    )
    for forum in [*general, space.public_forum, space.private_forum, other.public_forum]:
        assert reverse("forum_conversation:topic_create", args=[forum.slug, forum.pk]) in page, forum
    assert forum_url(other.private_forum) + "topic/create/" not in page
    assert forum_url(space.private_forum) + "topic/create/" not in client_of(outsider).get(CHOOSE).text


def test_single_forum_is_not_asked_for(space, outsider, client_of):
    CampaignForum.objects.all().delete()
    Forum.objects.exclude(tree_id=space.category.tree_id).delete()
    answer = client_of(outsider).get(CHOOSE)
    assert answer.status_code == 302 and answer.url.endswith(f"-{space.public_forum_id}/topic/create/")


def test_choosing_asks_as_little_for_many_forums_as_for_few(space, other, member, client_of, commune):
    client = client_of(member)

    def asked() -> int:
        client.get(CHOOSE)
        with CaptureQueriesContext(connection) as queries:
            client.get(CHOOSE)
        return len(queries)

    few = asked()
    for number in range(5):
        make_spaces(collective=Collective.objects.create(name=f"C{number}", slug=f"c{number}", commune=commune))
    assert asked() <= few


def test_topic_names_others_of_its_forum_and_none_of_another(space, write, member, forum, source):
    topic = write(space.public_forum, member, subject="Affiches")
    write(space.public_forum, member, subject="Banderoles")
    write(space.public_forum, member, subject="En attente", approved=False)
    write(space.private_forum, member, subject="Entre nous")
    write(forum, member, subject="Ailleurs")
    page = source.get(topic_url(topic)).text
    side = page[page.index('id="neighbours"') :]
    assert "Banderoles" in side
    assert not any(subject in page for subject in ("En attente", "Entre nous", "Ailleurs"))


def test_guest_who_wants_to_follow_signs_in_and_comes_back(space, write, member, outsider, client_of, source):
    topic = write(space.public_forum, member)
    page = source.get(topic_url(topic)).text
    assert f'href="/accounts/login/?next={topic_url(topic).replace("/", "%2F")}"' in page
    assert "csrftoken" not in source.cookies
    follow = reverse("forum_member:topic_subscribe", args=[topic.pk])
    assert f'action="{follow}"' in client_of(outsider).get(topic_url(topic)).text
