"""One row says what a topic is about, one thing each; merging keeps them; older rows came from three tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from events.services import announce
from forum import services
from forum.models import TopicAbout
from surveillance.services import create_project

FORMER = {"event": "EventTopic", "project": "ProjectTopic", "commune": "NearTopic"}


@pytest.fixture
def things(collective, organiser, commune):
    """Two events, a project and a commune."""
    later = timezone.now() + timedelta(days=3)
    one, other = (
        announce(hosts=[collective], by=organiser, title=title, commune=commune, starts_at=later)
        for title in ("Cartopartie", "Assemblée")
    )
    project = create_project(by=organiser, name="Caméras de la Plaine", communes=[commune], kinds=["cameras"])
    return one, other, project, commune


def test_a_row_is_about_exactly_one_thing(space, write, member, things):
    event, _other, project, _commune = things
    topic = write(space.public_forum, member)
    for wrong in ({}, {"event": event, "project": project}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TopicAbout.objects.create(topic=topic, **wrong)
    with pytest.raises(ValueError, match="No topic is about"):
        TopicAbout.objects.of(topic)


def test_a_topic_is_about_one_event_at_most(space, write, member, things):
    event, other, project, _commune = things
    topic = write(space.public_forum, member)
    TopicAbout.objects.create(topic=topic, event=event)
    TopicAbout.objects.create(topic=topic, project=project)
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicAbout.objects.create(topic=topic, event=other)


def test_merged_topic_keeps_its_own_event_and_takes_what_else_the_other_was_about(space, write, member, things):
    event, other, project, commune = things
    topic, into = (write(space.public_forum, member, subject=subject) for subject in ("Une", "Autre"))
    for link in ({"event": event}, {"project": project}, {"commune": commune}):
        TopicAbout.objects.create(topic=topic, **link)
    TopicAbout.objects.create(topic=into, event=other)
    services.merge_topics(topic=topic, into=into)
    assert set(TopicAbout.objects.values_list("topic", "event", "project", "commune")) == {
        (into.pk, other.pk, None, None),
        (into.pk, None, project.pk, None),
        (into.pk, None, None, commune.pk),
    }


@pytest.mark.django_db(transaction=True)
def test_rows_of_the_three_former_tables_come_over_and_go_back(space, write, member, things):
    event, _other, project, commune = things
    topic, near = (write(space.public_forum, member, subject=subject) for subject in ("Une", "Proches"))
    for link in ({"event": event}, {"project": project}):
        TopicAbout.objects.create(topic=topic, **link)
    TopicAbout.objects.create(topic=near, commune=commune)
    rows = set(TopicAbout.objects.values_list("topic", "event", "project", "commune"))

    graph = MigrationExecutor(connection).loader.graph
    (own,) = (key for key in graph.nodes if key[0] == "board" and key[1].endswith("_topic_about"))
    before = [parent.key for parent in graph.node_map[own].parents if parent.key[0] == "board"]
    apps = MigrationExecutor(connection).migrate(before).apps
    former = {kind: apps.get_model("board", name) for kind, name in FORMER.items()}
    found = {kind: list(model.objects.values_list("topic", kind)) for kind, model in former.items()}
    assert found == {
        "event": [(topic.pk, event.pk)], "project": [(topic.pk, project.pk)], "commune": [(near.pk, commune.pk)]
    }  # fmt: skip
    MigrationExecutor(connection).migrate(graph.leaf_nodes("board"))
    assert set(TopicAbout.objects.values_list("topic", "event", "project", "commune")) == rows
