"""Pure checks and readings of what is typed: addresses, dates of which only the year is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset({"ajouter", "a-relire", "carte", "chiffres", "feed", "frise", "signaler", "suivi"})
EARLIEST_YEAR = 1970
YEARS_AHEAD = 20  # what is planned has a date too

_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_ACCENTS = str.maketrans("éèûô", "eeuo")
_FORMS = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<d>\d{1,2})[/.])?(?P<m>\d{1,2})[/.])(?P<y>\d{4})"),
    re.compile(r"(?:(?P<d>\d{1,2})(?:er|st|nd|rd|th)?\s+)?(?P<word>[a-z]+)\s+(?P<y>\d{4})"),
)


@dataclass(frozen=True)
class PartialDate:
    """A day, or its month or year alone: `day` is then the first one of it."""

    day: date
    precision: str  # "year", "month" or "day"

    def __str__(self) -> str:
        """As the field wants it typed, the most precise that is known."""
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def read_partial_date(text: str) -> PartialDate:
    """Read « 2022 », « 2022-04 », « 04/2022 », « avril 2022 », « 22/04/2022 », « 22 avril 2022 ».

    Raises ValidationError with a sentence for whoever typed it.
    """
    text = " ".join(text.lower().translate(_ACCENTS).split())
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        month = _month(parts)
        try:
            day = date(int(parts["y"]), 1 if month is None else month, int(parts.get("d") or 1))
        except ValueError:
            break
        if parts.get("word") and month is None:
            break
        if not EARLIEST_YEAR <= day.year <= timezone.localdate().year + YEARS_AHEAD:
            raise ValidationError(_("This year is too far away. Check it."), code="far")
        return PartialDate(day, "day" if parts.get("d") else "month" if month is not None else "year")
    raise ValidationError(_("Write a year, a month or a day: 2022, 04/2022 or 22/04/2022."), code="date")


def _month(parts: dict[str, str | None]) -> int | None:
    if word := parts.get("word"):
        return next((number for number, names in enumerate(_MONTHS, 1) if word in names), None)
    return int(parts["m"]) if parts.get("m") else None  # type: ignore[arg-type]


def sorting_day(day: date, precision: str, *, begins: bool) -> date:
    """The day a date sorts by: the last it may mean, so that « 2022 » comes after « 04/2022 ».

    What begins a story (`begins`) sorts by the first day instead: announced and dropped in one year, in that order.
    """
    if begins:
        return day
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day


def validate_free_slug(slug: str) -> None:
    """Refuse a word that is an address of its own under /projets/."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is already used by the site. Choose another one."), code="reserved")
