"""Events for the tests of this room."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events.programme import services as programmes
from events.services import announce

PARIS = ZoneInfo("Europe/Paris")


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def next_second_thursday(hour: int = 19) -> datetime:
    """The next second Thursday of a month, at that hour in Paris."""
    from dateutil.rrule import MONTHLY, TH, rrule

    today = timezone.localtime(timezone=PARIS).replace(tzinfo=None, hour=hour, minute=0, second=0, microsecond=0)
    start = today.replace(day=1)
    return rrule(MONTHLY, dtstart=start, byweekday=TH(2)).after(today).replace(tzinfo=PARIS)


@pytest.fixture
def make_event(db, commune):
    """`make_event(title="…", hosts=[…], recurrence="…")`: announced, from tomorrow at 19:00 when nothing is said."""

    def make(**fields):
        hosts = fields.pop("hosts", [])
        publish = fields.pop("publish", True)
        defaults = {
            "title": "Réunion",
            "commune": commune,
            "starts_at": timezone.now().astimezone(PARIS).replace(hour=19, minute=0, second=0, microsecond=0)
            + timezone.timedelta(days=1),
        }
        return announce(hosts=hosts, by=None, publish=publish, **(defaults | fields))

    return make


@pytest.fixture
def monthly(make_event, collective):
    """Every second Thursday at 19:00, for ever, by `collective`."""
    start = next_second_thursday()
    return make_event(
        title="Réunion mensuelle",
        hosts=[collective],
        starts_at=start,
        ends_at=start.replace(hour=21),
        recurrence="FREQ=MONTHLY;BYDAY=2TH",
        place="Bar de l'Horloge",
        address="1 rue Inventée",
    )


@pytest.fixture
def pending(db, commune):
    """A collective that waits for approval."""
    from campaign.models import Collective

    return Collective.objects.create(name="En attente", slug="en-attente", commune=commune)


def page_of(client, url, status=200):
    """What a stranger reads there; reading sets no cookie."""
    response = client.get(url)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


@pytest.fixture
def festival(make_event, collective):
    return make_event(
        title="Festival", hosts=[collective], kind="festival", starts_at=paris(2027, 3, 27, 10), place="La Friche"
    )


@pytest.fixture
def programme(festival):
    """One day until two in the night, two rooms, two sessions in a row, one beside them."""
    programme = programmes.programme_of(festival)
    day = programmes.save_day(
        programme, None, date=date(2027, 3, 27), opens=paris(2027, 1, 1, 10).time(), closes=paris(2027, 1, 1, 2).time()
    )
    for name in ("Grande salle", "Cour"):
        programmes.save_room(programme, None, name=name, position=None)
    hall, yard = programme.rooms.all()
    for title, hour, room, people in [
        ("Film", 14, hall, ["Lila"]),
        ("Débat", 16, hall, ["Lila", "Oz"]),
        ("Atelier", 14, yard, ["Oz"]),
    ]:
        programmes.save_session(
            programme,
            None,
            title=title,
            kind="film",
            day=day,
            room=room,
            starts_at=paris(2027, 3, 27, hour),
            minutes=120,
            speakers=[],
            new_speakers=people,
        )
    return programme
