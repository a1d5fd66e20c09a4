"""Everything that reads or draws what others wrote takes time in proportion: no small file holds the site up."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.cartography import face_each_other
from campaign.importing.bodies import read_body
from campaign.importing.feeds import plain, read_feed
from events.exceptions import BrokenRule
from events.importing import read_calendar
from events.importing.lines import read_lines
from events.programme import frab
from events.recurrence import check_first, parse_rule
from forum.searching.passages import passage_of
from forum.tags.names import split_tags
from places.names import search_key, split_departement
from safety.html import render_markdown, sanitise
from tests.growth import growth

PARIS = ZoneInfo("Europe/Paris")
FIRST = date(2026, 6, 1)


def days(number):
    return [f"{FIRST + timedelta(days=one % 500):%Y%m%d}" for one in range(number)]


def calendar(*entries):
    events = "\r\n".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT" for entry in entries)
    return f"BEGIN:VCALENDAR\r\n{events}\r\nEND:VCALENDAR\r\n".encode()


SERIES = "UID:a\r\nSUMMARY:x\r\nDTSTART:20000101T190000\r\nRRULE:FREQ=DAILY;UNTIL=20280101"


def changed_dates(number):
    return calendar(SERIES, *(f"UID:a\r\nRECURRENCE-ID:{day}T190000\r\nDTSTART:{day}T200000" for day in days(number)))


def left_out_dates(number):
    return calendar(SERIES + "".join(f"\r\nEXDATE:{day}T190000" for day in days(number)))


def single_events(number):
    return calendar(*(f"UID:{n}\r\nSUMMARY:x\r\nDTSTART:{day}T190000" for n, day in enumerate(days(number))))


def dateless(number):
    rule = "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO"
    return calendar(*(f"UID:{n}\r\nDTSTART:20260602T190000\r\n{rule}" for n in range(number)))


def unclosed_tags(number):
    return calendar(*(f"UID:{n}\r\nDTSTART:20260602T190000\r\nDESCRIPTION:{'<br ' * number}" for n in range(20)))


def own_zones(number):
    zone = "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0930\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    events = calendar(*(f"UID:{n}\r\nDTSTART;TZID=Here:20260602T190000" for n in range(number)))
    return zone.encode() + events


def read(data):
    return read_calendar(data, zone=PARIS, today=date(2026, 5, 1), past=True)


def schedule(number):
    events = "".join(
        f'<event id="{n}"><title>t</title><start>10:00</start><duration>0:30</duration>'
        f"<persons><person>p</person></persons></event>"
        for n in range(number)
    )
    return f'<schedule><day date="2026-06-01"><room name="a">{events}</room></day></schedule>'.encode()


def check(rule):
    try:
        check_first(parse_rule(rule), datetime(2026, 6, 1))
    except BrokenRule:
        return


def feed(number):
    items = "".join(f"<item><title>{n}</title><description>x</description></item>" for n in range(number))
    return f"<rss><channel><title>t</title>{items}</channel></rss>".encode()


def notes(number):
    calls = "".join(f'<a href="#n" id="c{n}">1</a>' for n in range(number))
    back = "".join(f'<a href="#c{n}">b</a>' for n in range(number))
    return f'<p>{calls}</p><p id="n">{back}</p>'


WORK = {
    "calendar, changed dates": (read, changed_dates, 50),
    "calendar, dates left out": (read, left_out_dates, 200),
    "calendar, single events": (read, single_events, 50),
    "calendar, rules without a date": (read, dateless, 4),
    "calendar, tags without an end": (read, unclosed_tags, 1100),
    "calendar, a zone of its own": (read, own_zones, 20),
    "calendar, brackets": (read_lines, lambda n: "BEGIN:X\r\n" * n, 5000),
    "calendar, quotes": (read_lines, lambda n: "BEGIN:VEVENT\r\nSUMMARY;" + '";' * n + "\r\n", 2000),
    "rule, many parts": (check, lambda n: "FREQ=MONTHLY;BYMONTHDAY=1" + ",1" * n, 500),
    "rule, ranks": (check, lambda n: "FREQ=MONTHLY;BYDAY=1MO" + ",1MO" * n, 500),
    "rule, nonsense": (check, lambda n: "FREQ=MONTHLY;" * n, 500),
    "schedule, read": (lambda data: frab.read(data, zone=PARIS), schedule, 50),
    "article, brackets": (read_body, lambda n: "[ref]" * n, 500),
    "article, mixed brackets": (read_body, lambda n: "[ref][note][fn]" * n, 500),
    "article, captions": (read_body, lambda n: "[caption " * n, 500),
    "article, empty lines": (read_body, lambda n: ("a\n" + " " * 50) * n, 500),
    "article, notes": (read_body, notes, 50),
    "feed": (read_feed, feed, 100),
    "feed, tags": (plain, lambda n: "<a " * n, 2000),
    "markdown, brackets": (render_markdown, lambda n: "[" * n, 500),
    "markdown, stars": (render_markdown, lambda n: "*a **b " * n, 200),
    "markdown, quotes": (render_markdown, lambda n: "> " * n, 200),
    "markdown, words": (render_markdown, lambda n: "un mot " * n, 500),
    "html, open elements": (sanitise, lambda n: "<b><i>" * n, 50),
    "html, attributes": (sanitise, lambda n: "<a " + 'x="y" ' * n + ">", 500),
    "passage": (lambda text: passage_of(text, "absent introuvable"), lambda n: "<p>mot&amp;</p>" * n, 500),
    "passage, tags": (lambda text: passage_of(text, "absent"), lambda n: "&lt;b <i>x</i>" * n, 500),
    "search, signs": (search_key, lambda n: "é-' " * n, 2000),
    "search, brackets": (split_departement, lambda n: "( " * n, 2000),
    "search, spaces": (split_departement, lambda n: "(1" + " " * n + "x", 2000),
    "tags": (split_tags, lambda n: "a,;\n" * n, 2000),
    "map": (face_each_other, lambda n: [(n % 997 + n / 1e6, n * 7919 % 883 + 0.1) for n in range(n)], 100),
}


@pytest.mark.parametrize("name", WORK)
def test_four_times_as_much_takes_no_sixteen_times_as_long(name):
    work, make, size = WORK[name]
    assert growth(work, make, size) < 9
