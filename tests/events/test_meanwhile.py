"""Two organisers at one thing: who would save over a change not seen is shown both, loses nothing, and then saves."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign import services as campaign_services
from events import services
from events.models import Minutes, Occurrence
from surveillance import services as surveillance_services

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(make_event, collective):
    """A date of yesterday."""
    event = make_event(title="Réunion d’hier", hosts=[collective], starts_at=timezone.now() - timedelta(days=1))
    return event.occurrences.get()


TOLD = "en même temps que vous"


def opened(client, address):
    """What the page's largest form holds, as a browser would send it back."""
    page = client.get(address).text
    form = max(re.findall(r"<form[^>]*data-keep.*?</form>", page, re.S), key=len)
    given = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("radio" not in tag and "checkbox" not in tag or "checked" in tag):
            given.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea name="([^"]*)".*?>\r?\n?(.*?)</textarea>', form, re.S):
        given[name] = [html.unescape(text)]
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        given[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


def ask_twice(client, address, typed, *, theirs, mine):
    """The first press shows both, the second saves."""
    refused = client.post(address, typed)
    assert refused.status_code == 409 and TOLD in html.unescape(refused.text)
    assert theirs in html.unescape(refused.text) and mine in html.unescape(refused.text)
    forms = re.findall(r"<form[^>]*data-keep.*?</form>", refused.text, re.S)
    seen = re.search(r'name="seen" value="(\w+)"', max(forms, key=len))
    saved = client.post(address, typed | {"seen": seen[1], "once": ""})
    assert saved.status_code == 302, saved.text


def test_event(client_of, organiser, monthly):
    client, address = client_of(organiser), reverse("events:edit", args=[monthly.slug])
    typed = opened(client, address) | {"summary": "Le mien"}
    services.change(monthly, summary="Le leur")
    ask_twice(client, address, typed, theirs="Le leur", mine="Le mien")
    monthly.refresh_from_db()
    assert monthly.summary == "Le mien"


def test_date_that_was_cancelled_is_not_confirmed_by_a_note(client_of, organiser, monthly):
    row = monthly.occurrences.coming().first()
    client = client_of(organiser)
    address = reverse("events:change_date", args=[monthly.slug, row.date])
    typed = opened(client, address) | {"note": "Apportez des chaises"}
    services.cancel_date(row, reason="Salle prise")
    refused = client.post(address, typed)
    assert refused.status_code == 409 and "Salle prise" in refused.text and "Apportez des chaises" in refused.text
    row.refresh_from_db()
    assert row.status == Occurrence.Status.CANCELLED and row.note == ""


def test_one_tap_on_a_list_from_before_asks_first(client_of, organiser, monthly):
    row = monthly.occurrences.coming().first()
    client = client_of(organiser)
    page = client.get(reverse("events:edit", args=[monthly.slug])).text
    address = reverse("events:change_date", args=[monthly.slug, row.date])
    seen = re.search(rf'action="{address}".*?name="seen" value="(\w+)"', page, re.S)[1]
    services.cancel_date(row, reason="Salle prise")
    assert client.post(address, {"action": "skip", "seen": seen}).status_code == 409
    row.refresh_from_db()
    assert row.status == Occurrence.Status.CANCELLED


def test_minutes_begun_by_two(client_of, organiser, past):
    client, address = client_of(organiser), reverse("events:minutes", args=[past.event.slug, past.date])
    typed = opened(client, address) | {"text": "Les miens", "audience": "members"}
    services.write_minutes(past, by=organiser, text="Les leurs", decisions="", audience="members")
    ask_twice(client, address, typed, theirs="Les leurs", mine="Les miens")
    assert Minutes.objects.get().text == "Les miens"


def test_collective(client_of, organiser, collective):
    client, address = client_of(organiser), reverse("campaign:edit_collective", args=[collective.slug])
    typed = opened(client, address) | {"introduction": "La mienne"}
    campaign_services.update_collective(collective=collective, by=organiser, introduction="La leur")
    ask_twice(client, address, typed, theirs="La leur", mine="La mienne")
    collective.refresh_from_db()
    assert collective.introduction == "La mienne"


def test_communique(client_of, organiser, collective):
    statement = campaign_services.publish_statement(collective=collective, by=organiser, title="Non", text="Avant")
    client = client_of(organiser)
    address = reverse("campaign:edit_statement", args=[collective.slug, statement.pk])
    typed = opened(client, address) | {"text": "Le mien"}
    campaign_services.change_statement(statement=statement, by=organiser, title="Non", text="Le leur")
    ask_twice(client, address, typed, theirs="Le leur", mine="Le mien")


def test_project(client_of, organiser, commune):
    project = surveillance_services.create_project(by=organiser, name="Caméras", communes=[commune], kinds=["cameras"])
    client, address = client_of(organiser), reverse("surveillance:edit", args=[project.slug])
    typed = opened(client, address) | {"summary": "Le mien"}
    words = {"communes": [commune], "kinds": ["cameras"], "companies": []}
    surveillance_services.change_project(project, by=organiser, **words, summary="Le leur")
    ask_twice(client, address, typed, theirs="Le leur", mine="Le mien")


def test_same_words_are_no_quarrel(client_of, organiser, collective):
    client, address = client_of(organiser), reverse("campaign:edit_collective", args=[collective.slug])
    typed = opened(client, address) | {"introduction": "La même"}
    campaign_services.update_collective(collective=collective, by=organiser, introduction="La même")
    assert client.post(address, typed).status_code == 302
