"""The demonstration's discussions: readable by guests, by people who cannot sign in, laid once."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from campaign.demo.facts import INVENTED_SLUG
from campaign.demo.typesetting import typeset
from campaign.models import Collective
from forum import demo
from forum.queries import visible_topics


@pytest.fixture
def laid(db, commune):
    Collective.objects.create(name="Inventé", slug=INVENTED_SLUG, commune=commune)
    return demo.load()


def test_discussions_are_readable_by_guests(laid):
    subjects = set(visible_topics(AnonymousUser()).values_list("subject", flat=True))
    assert subjects == {typeset(discussion.subject) for discussion in demo.DISCUSSIONS}


def test_second_run_lays_nothing_new_and_brings_back_what_was_deleted(laid):
    assert demo.load() == "5 topics, 0 of them new"
    visible_topics(AnonymousUser()).first().delete()
    assert demo.load() == "5 topics, 1 of them new"


def test_nobody_signs_in_as_a_pseudonym_of_the_demonstration(laid):
    people = get_user_model().objects.filter(username__startswith="demo-")
    assert people.count() == len(demo.PEOPLE)
    assert not any(person.has_usable_password() for person in people)
