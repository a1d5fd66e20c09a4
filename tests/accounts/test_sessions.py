"""A session is found by its key while it lasts, and by nothing else."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db


def store(key=None):
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


@pytest.fixture
def kept():
    made = store()
    made["words"] = "les miens"
    made.save()
    return made.session_key


def test_session_is_found_by_its_key_alone(kept):
    assert store(kept)["words"] == "les miens" and store(kept).exists(kept)
    for other in (
        "",
        "a" * 32,
        kept.upper() if kept != kept.upper() else kept[::-1],
        kept + "x" * 100,
        "\N{SNOWMAN}" * 32,
    ):
        found = store(other)
        assert found.get("words") is None and found.session_key is None


def test_session_ends_with_its_time_and_when_it_is_thrown_away(kept):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert store(kept).get("words") is None
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert store(kept)["words"] == "les miens"
    store(kept).flush()
    assert store(kept).get("words") is None


def test_page_knows_who_is_signed_in_until_they_leave(member, client_of):
    client, profile = client_of(member), reverse("account_profile")
    assert client.get(profile).status_code == 200
    Session.objects.all().delete()
    assert client.get(profile).status_code == 302
