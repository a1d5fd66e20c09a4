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


def test_no_row_keeps_where_a_request_came_from_that_waits_for_a_password(member, client_of):
    client = client_of(member)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 86_400
    session.save()
    told = {"User-Agent": "Loutre/7.3", "X-Forwarded-For": "192.0.2.77", "Sec-CH-UA-Model": "Loutre/7.3"}
    waits = client.post(reverse("account_recovery_phrase"), headers=told, REMOTE_ADDR="192.0.2.77")
    assert waits.status_code == 302 and reverse("account_reauthenticate") in waits.url
    kept = [str(store(row.session_key).load()) for row in Session.objects.all()]
    assert any("account_reauthentication_state" in row for row in kept)
    assert not [row for row in kept if "Loutre" in row or "192.0.2.77" in row]
