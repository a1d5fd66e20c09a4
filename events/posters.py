"""What hangs on walls and travels in messages: posters, tracts, pictures of links. Drawn by events.printing."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from campaign.models import Collective
from campaign.plates.drawing import as_file, plate
from events import queries
from events.models import Event, Occurrence
from events.printing import Sheet
from safety.html import render_markdown

SIZES = ("a3", "a4", "a5")
FITS = 8
NEXT_DATES = 4
SUMMARY_LETTERS = 260
SCREEN_INCH = 96  # pixels; one of them is a CSS pixel
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that one misreads on a wall
_CODE_LETTERS = 8
_CODE_BITS = 5 * _CODE_LETTERS
_STYLES = Path(__file__).resolve().parent.parent / "static" / "print"


def short_code(event: Event) -> str:
    """Eight letters that lead to the event. Drawn from its random key, so that nobody counts or guesses others."""
    number = event.uid.int >> (128 - _CODE_BITS)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_CODE_BITS - 5, -1, -5))


def events_of_code(code: str) -> QuerySet[Event]:
    """The events whose code this may be: one, or by a chance in a million two."""
    number = 0
    if len(code) != _CODE_LETTERS:
        return Event.objects.none()
    for letter in code.lower().replace("o", "0").replace("i", "1").replace("l", "1"):
        if letter not in _ALPHABET:
            return Event.objects.none()
        number = number << 5 | _ALPHABET.index(letter)
    rest = 128 - _CODE_BITS
    first, last = number << rest, (number + 1 << rest) - 1
    return Event.objects.filter(uid__gte=uuid.UUID(int=first), uid__lte=uuid.UUID(int=last)).order_by("pk")


def printed(address: str) -> str:
    """An address as one writes it on paper."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def qr_code(address: str) -> SafeString:
    """A QR code as inline SVG, black on whatever is behind it, with its quiet zone."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S308  (drawn by segno)


@cache
def _style(name: str) -> str:
    return (_STYLES / name).read_text()


def _first_fit(title: str) -> int:
    """Where to begin: no word of the title may be wider than the paper."""
    longest = max((len(word) for word in title.replace("-", " ").split()), default=0)
    return 0 if longest <= 10 else 1 if longest <= 13 else 2 if longest <= 17 else 3 if longest <= 24 else 4


def _said(event: Event, occurrence: Occurrence | None) -> dict[str, Any]:
    """What a poster tells of a date, or of a series when no date is given."""
    rows = [occurrence] if occurrence else list(event.occurrences.coming()[: NEXT_DATES + 1])
    rows = rows or list(event.occurrences.exclude(status=Occurrence.Status.SKIPPED).order_by("-starts_at")[:1])
    for row in rows:
        row.event = event
    series = occurrence is None and bool(event.recurrence)
    first = next((row for row in rows if not row.is_cancelled), rows[0] if rows else None)
    extras = [event.price or event.get_admission_display(), event.childcare]
    if event.wheelchair in (Event.Wheelchair.YES, Event.Wheelchair.HELP):
        extras.append(event.get_wheelchair_display())
    return {
        "event": event,
        "row": first,
        "title": occurrence.title if occurrence else event.title,
        "meeting_point": first.meeting_point if first else event.meeting_point,
        "extras": [words for words in extras if words],
        "series": series,
        "next_dates": [row for row in rows if not row.is_cancelled][:NEXT_DATES] if series else [],
        "hosts": list(event.hosts.all()),
        "summary": Truncator(event.summary.split("\n\n")[0]).chars(SUMMARY_LETTERS),
        "short": f"{settings.SITE_URL}/e/{short_code(event)}",
        "printed": printed(f"{settings.SITE_URL}/e/{short_code(event)}"),
        "language": get_language() or "fr",
    }


def poster(event: Event, occurrence: Occurrence | None, *, size: str, campaign: str) -> Sheet:
    """One page on A3, A4 or A5, readable when it comes out in black and white."""
    target = settings.SITE_URL + (occurrence or event).get_absolute_url()
    context = _said(event, occurrence) | {"size": size, "qr": qr_code(target), "campaign": campaign}
    return Sheet(
        html=render_to_string("events/print/poster.html", context),
        css=_style("paper.css") + _style("poster.css"),
        fits=FITS,
        first_fit=_first_fit(context["title"]),
    )


def collective_poster(collective: Collective, *, campaign: str) -> Sheet:
    """A4 of a collective: who it is, when and where one meets it, its next dates, the way to its page."""
    address = settings.SITE_URL + collective.get_absolute_url()
    context = {
        "collective": collective,
        "title": collective.name,
        "summary": Truncator(collective.introduction.split("\n\n")[0]).chars(SUMMARY_LETTERS),
        "next_dates": [row for row in queries.next_dates(collective=collective, limit=3) if not row.is_cancelled],
        "qr": qr_code(address),
        "printed": printed(address),
        "campaign": campaign,
        "language": get_language() or "fr",
    }
    return Sheet(
        html=render_to_string("events/print/collective.html", context),
        css=_style("paper.css") + _style("poster.css"),
        fits=FITS,
        first_fit=_first_fit(collective.name),
    )


def picture(event: Event, occurrence: Occurrence | None, *, campaign: str) -> Sheet:
    """What a messenger shows beside a link to this event: 1200 by 630 pixels."""
    drawn = mark_safe(as_file(plate(event.kind, event.pk)))  # noqa: S308 - our own shapes, no word in them
    return _picture(_said(event, occurrence) | {"campaign": campaign, "plate": drawn})


def collective_picture(collective: Collective, *, campaign: str) -> Sheet:
    """The same for a collective, with its next date."""
    coming = queries.next_dates(collective=collective, limit=1)
    return _picture(
        {
            "title": collective.name,
            "collective": collective,
            "row": coming[0] if coming else None,
            "event": coming[0].event if coming else None,
            "campaign": campaign,
            "language": get_language() or "fr",
        }
    )


def _picture(context: dict[str, Any]) -> Sheet:
    return Sheet(
        html=render_to_string("events/print/picture.html", context),
        css=_style("paper.css") + _style("picture.css"),
        fits=FITS,
        first_fit=max(0, _first_fit(context["title"]) - 1),
        pixels_per_inch=SCREEN_INCH,
    )


def tract(*, title: str, front: str, back: str, foot: str, address: str, two_up: bool, campaign: str) -> Sheet:
    """Two sides of free text on A5, or twice side by side on A4 to be cut."""
    context = {
        "title": title,
        "front": render_markdown(front),
        "back": render_markdown(back),
        "foot": foot,
        "address": printed(address),
        "qr": qr_code(address) if address else "",
        "copies": "1",
        "campaign": campaign,
        "language": get_language() or "fr",
    }
    twice = context | {"copies": "12", "two_up": True}
    return Sheet(
        html=render_to_string("events/print/tract.html", context),
        laid_out=render_to_string("events/print/tract.html", twice) if two_up else "",
        css=_style("paper.css") + _style("tract.css"),
        pages=2,
        fits=FITS,
    )
