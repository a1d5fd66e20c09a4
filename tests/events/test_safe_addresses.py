"""No link that runs something comes in by a calendar or a schedule, or leaves by one."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from lxml import etree

from events.importing import read_calendar
from events.models import Event
from events.programme import frab
from events.programme.services import import_schedule
from events.programme.views.pages import sessions_of
from safety.addresses import runs_something
from tests.safety.test_addresses import HOSTILE

SAMPLE = Path(__file__).with_name("programme").joinpath("schedule_sample.xml").read_bytes()


@pytest.mark.parametrize("address", HOSTILE)
def test_schedule_neither_keeps_nor_tells_it(db, make_event, client, address):
    event = make_event(title="Festival")
    root = etree.fromstring(SAMPLE)
    if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in address):
        return  # no XML holds it
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag in ("link", "attachment"):
            node.set("href", address)
    for node in root.iter("event"):
        etree.SubElement(node, "url").text = address
        node.set("logo", address)
    schedule = frab.read(etree.tostring(root), zone=ZoneInfo("Europe/Paris"))
    import_schedule(event, schedule)
    told = client.get(f"/agenda/{event.slug}/schedule.xml")
    assert told.status_code == 200
    words = [
        value for node in etree.fromstring(told.content).iter() for value in (*node.attrib.values(), node.text or "")
    ]
    assert len(words) > 50 and [word for word in words if runs_something(word)] == []
    # What came in before this was asked does not leave either.
    session = sessions_of(event.programme)[0]
    session.links = [{"text": "x", "href": address}]
    session.extra = {"elements": {"url": address}, "attributes": {"logo": address}}
    session.save()
    told = client.get(f"/agenda/{event.slug}/schedule.xml")
    words = [
        value for node in etree.fromstring(told.content).iter() for value in (*node.attrib.values(), node.text or "")
    ]
    assert [word for word in words if runs_something(word)] == [] and session.web_links == []


@pytest.mark.parametrize("address", HOSTILE)
def test_calendar_brings_none_in(address):
    line = address.replace("\n", "").replace("\r", "")
    data = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20300101T190000\nURL:{line}\nEND:VEVENT\n".encode()
    (draft,) = read_calendar(data, zone=ZoneInfo("Europe/Paris"), today=date(2026, 1, 1)).drafts
    assert draft.link == ""


def test_event_of_old_tells_none_in_any_form(db, client, make_event):
    """A row that was written before addresses were checked."""
    event = make_event(title="Réunion")
    Event.objects.filter(pk=event.pk).update(link="javascript:alert(1)")
    for path in (f"/agenda/{event.slug}/", "/agenda/feed/", f"/agenda/{event.slug}.ics", "/agenda/agenda.ics"):
        body = client.get(path).content.decode().lower()
        assert 'href="javascript' not in body and "href=&quot;javascript" not in body, path
        assert "\nurl:javascript" not in body and '"url": "javascript' not in body


TITLES = ["one\ntwo", "one\r\ntwo", "one\rtwo", "one\u2028two", "one\x0btwo", "one\x85two", "one\x00\x01two", "\ud800"]


@pytest.mark.parametrize("title", [title for title in TITLES if "\ud800" not in title])
def test_calendars_and_feeds_take_any_title_that_is_in_the_database(client, make_event, collective, title):
    event = make_event(title="Réunion", hosts=[collective], summary="a")
    bare = title.replace("\x00", "")
    summary = title if connection.vendor == "sqlite" else bare  # PostgreSQL holds no NUL
    Event.objects.filter(pk=event.pk).update(title=bare, place=bare, summary=f"{summary}\x01")
    paths = [
        f"/agenda/{event.slug}.ics",
        "/agenda/agenda.ics",
        f"/collectifs/{collective.slug}/agenda.ics",
        "/agenda/feed/",
    ]
    for path in (*paths, f"/agenda/{event.slug}/", f"/agenda/{event.slug}/partager/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
    lines = client.get(paths[0]).content.decode().split("\r\n")
    assert all(line.startswith(" ") or line[:1].isupper() or not line for line in lines), (
        "no line begins within a title"
    )
