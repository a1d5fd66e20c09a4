"""A topic about a surveillance project: one, made by those who document it, linked both ways."""

from __future__ import annotations

import pytest

from forum.machina import Topic
from forum.models import Space
from forum.spaces.services import make_spaces
from surveillance.services import create_project
from tests.conftest import make_user


@pytest.fixture
def project(collective, organiser, commune):
    make_spaces(collective=collective)
    return create_project(by=organiser, name="Caméras de la Plaine", communes=[commune], kinds=["cameras"])


def door(project):
    return f"/forum/projects/{project.slug}/topic/"


def test_organiser_opens_one_topic_linked_both_ways(client_of, organiser, project, source):
    client = client_of(organiser)
    assert door(project) in client.get(project.get_absolute_url()).content.decode()
    first, second = client.post(door(project)), client.post(door(project))
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    topic = Topic.objects.get()
    assert topic.forum == Space.objects.get().public_forum
    page = source.get(project.get_absolute_url())
    assert first["Location"] in page.content.decode()
    assert not page.cookies
    assert f'href="{project.get_absolute_url()}"' in source.get(first["Location"]).content.decode()


def test_nobody_else_opens_a_topic(client_of, outsider, member, project, source):
    for person in (outsider, member, make_user("autre")):
        client = client_of(person)
        assert client.post(door(project)).status_code == 404
        assert door(project) not in client.get(project.get_absolute_url()).content.decode()
    assert source.post(door(project))["Location"].startswith("/accounts/login/")
    assert not Topic.objects.exists()


def test_project_that_waits_gets_no_topic(client_of, organiser, project):
    type(project).objects.update(published_at=None)
    assert client_of(organiser).post(door(project)).status_code == 404
    assert door(project) not in client_of(organiser).get(project.get_absolute_url()).content.decode()
    assert not Topic.objects.exists()


def test_moderator_opens_a_topic_where_a_collective_can_hold_it(client_of, moderator, project):
    nowhere = create_project(by=moderator, name="Lycées", area="Région", kinds=["faces"])
    assert client_of(moderator).post(door(nowhere)).status_code == 404
    assert client_of(moderator).post(door(project)).status_code == 302
