"""Two organisers at one thing: who would save over a change not seen is shown both, loses nothing, and then saves."""

from __future__ import annotations

import gc
import html
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from campaign import services as campaign_services
from events import services
from events.models import Minutes, Occurrence
from events.programme import services as programmes
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


def words_of(session):
    return {
        name: getattr(session, name)
        for name in ("title", "kind", "day", "room", "starts_at", "minutes", "abstract", "description")
    }


def test_session_of_a_programme(client_of, organiser, programme):
    session = programme.sessions.first()
    client = client_of(organiser)
    address = reverse("events:edit_in_programme", args=[programme.event.slug, "seance", session.pk])
    typed = opened(client, address) | {"abstract": "Le mien"}
    programmes.save_session(programme, session, speakers=session.people, **words_of(session) | {"abstract": "Le leur"})
    ask_twice(client, address, typed, theirs="Le leur", mine="Le mien")
    session.refresh_from_db()
    assert session.abstract == "Le mien"


def test_who_speaks_counts_as_a_change_of_a_session(client_of, organiser, programme):
    session = programme.sessions.first()
    client = client_of(organiser)
    address = reverse("events:edit_in_programme", args=[programme.event.slug, "seance", session.pk])
    typed = opened(client, address)
    programmes.save_session(programme, session, speakers=[], new_speakers=["Nour"], **words_of(session))
    ask_twice(client, address, typed | {"abstract": "Le mien"}, theirs="Nour", mine="Le mien")


@pytest.mark.parametrize(
    ("thing", "related", "typed", "theirs"),
    [
        ("salle", "rooms", "La petite", {"name": "La grande"}),
        ("personne", "speakers", "Lila B.", {"name": "Lila C."}),
    ],
)
def test_room_and_speaker(client_of, organiser, programme, thing, related, typed, theirs):
    row = getattr(programme, related).first()
    client, address = (
        client_of(organiser),
        reverse("events:edit_in_programme", args=[programme.event.slug, thing, row.pk]),
    )
    mine = opened(client, address) | {"name": typed}
    type(row).objects.filter(pk=row.pk).update(**theirs)
    ask_twice(client, address, mine, theirs=theirs["name"], mine=typed)
    row.refresh_from_db()
    assert row.name == typed


def test_day_of_a_programme(client_of, organiser, programme):
    day = programme.days.get()
    client, address = (
        client_of(organiser),
        reverse("events:edit_in_programme", args=[programme.event.slug, "jour", day.pk]),
    )
    mine = opened(client, address) | {"opens": "09:00"}
    type(day).objects.filter(pk=day.pk).update(opens_at=day.opens_at + timedelta(hours=1))
    ask_twice(client, address, mine, theirs="11:00", mine="09:00")


def test_what_somebody_removed_is_offered_to_be_added_anew(client_of, organiser, programme):
    session = programme.sessions.first()
    client = client_of(organiser)
    address = reverse("events:edit_in_programme", args=[programme.event.slug, "seance", session.pk])
    typed = opened(client, address) | {"abstract": "Deux heures de travail"}
    programmes.remove(session)
    refused = client.post(address, typed)
    assert refused.status_code == 409 and "Deux heures de travail" in refused.text
    anew = reverse("events:add_to_programme", args=[programme.event.slug, "seance"])
    assert f'action="{anew}"' in refused.text
    assert client.post(anew, typed).status_code == 302
    assert programme.sessions.get(abstract="Deux heures de travail").title == session.title
    assert client.get(address).status_code == 404


@pytest.mark.filterwarnings("ignore:[Uu]nclosed file:ResourceWarning")  # Wagtail's own, of each rendition it makes
def test_picture(client_of, organiser, monthly):
    png = ContentFile(b"", "a.png")
    Image.new("RGB", (8, 8)).save(png, "PNG")
    services.set_picture(monthly, file=png, description="Avant", by=organiser)
    client, address = client_of(organiser), reverse("events:change_picture", args=[monthly.slug])
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).text)[1]
    services.set_picture(monthly, file=None, description="La leur", by=organiser)
    mine = {"description": "La mienne", "seen": seen}
    refused = client.post(address, mine)
    assert refused.status_code == 409 and "La leur" in refused.text and "La mienne" in refused.text
    seen = re.search(r'name="seen" value="(\w+)"', refused.text)[1]
    assert client.post(address, mine | {"seen": seen}).status_code == 302
    monthly.refresh_from_db()
    assert monthly.picture.description == "La mienne"
    gc.collect()


def test_same_words_are_no_quarrel(client_of, organiser, collective):
    client, address = client_of(organiser), reverse("campaign:edit_collective", args=[collective.slug])
    typed = opened(client, address) | {"introduction": "La même"}
    campaign_services.update_collective(collective=collective, by=organiser, introduction="La même")
    assert client.post(address, typed).status_code == 302
