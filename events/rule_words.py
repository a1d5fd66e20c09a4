"""A rhythm as people say it, in the language being read. No models, no settings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.exceptions import BrokenRule
from events.recurrence import ONCE, OWN_RULE, PRESETS, WEEKDAY_NAMES, Rhythm, rule_of_preset


def _rank_name(rank: int) -> str:
    return {
        1: pgettext("rank of a weekday in the month", "1st"),
        2: pgettext("rank of a weekday in the month", "2nd"),
        3: pgettext("rank of a weekday in the month", "3rd"),
        4: pgettext("rank of a weekday in the month", "4th"),
        5: pgettext("rank of a weekday in the month", "5th"),
        -1: pgettext("rank of a weekday in the month", "last"),
        -2: pgettext("rank of a weekday in the month", "last but one"),
    }.get(rank, str(rank))


def _and(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(others)s and %(last)s") % {"others": ", ".join(words[:-1]), "last": words[-1]}


def rhythms_from(day: date) -> list[tuple[str, str]]:
    """What may repeat from this day on, said of this very day: “every 2nd Thursday”."""
    found = []
    for preset, label in PRESETS:
        if preset in (ONCE, OWN_RULE):
            found.append((preset, str(label)))
            continue
        try:
            found.append((preset, _words_of(Rhythm(rule=rule_of_preset(preset, day)).parts, short=True)))
        except BrokenRule:
            continue  # a 5th Thursday is rare, and not every Thursday is the last
    return found


def rhythm_in_words(rhythm: Rhythm, *, months_off: Collection[int] = ()) -> str:
    """The rule, when it rests and when it ends: “every Tuesday, except in August, until 30 June 2027”."""
    said = [rule_in_words(rhythm.rule)]
    if not said[0]:
        return ""
    if months_off:
        said.append(_("except in %(months)s") % {"months": _and([str(MONTHS[month]) for month in sorted(months_off)])})
    if rhythm.until:
        said.append(_("until %(day)s") % {"day": date_format(rhythm.until, "j F Y")})
    elif rhythm.count:
        said.append(ngettext("%(number)s time", "%(number)s times", rhythm.count) % {"number": rhythm.count})
    return ", ".join(said)


def rule_in_words(rule: str) -> str:
    """“every 2nd Thursday of the month”, « chaque 2ᵉ jeudi du mois »; empty when there is no rule."""
    parts = Rhythm(rule=rule).parts
    if not parts:
        return ""
    months = parts.pop("BYMONTH", "") if parts["FREQ"] != "YEARLY" else ""
    words = _words_of(parts)
    if not words:
        return _("by a rhythm of its own (see the dates)")
    if months:
        named = _and([str(MONTHS[month]) for month in sorted(int(number) for number in months.split(","))])
        return _("%(rhythm)s, only in %(months)s") % {"rhythm": words, "months": named}
    return words


def _words_of(parts: dict[str, str], *, short: bool = False) -> str:
    interval = int(parts.get("INTERVAL", 1))
    days = [(day[-2:], int(day[:-2] or 0)) for day in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    names = [str(WEEKDAY_NAMES[day]) for day, _rank in days]
    shape = (parts["FREQ"], frozenset(parts) - {"FREQ", "INTERVAL", "WKST"})
    if shape == ("WEEKLY", frozenset({"BYDAY"})):
        if interval == 1:
            return _("every %(weekdays)s") % {"weekdays": _and(names)}
        return _("every %(number)s weeks on %(weekdays)s") % {"number": interval, "weekdays": _and(names)}
    if shape == ("WEEKLY", frozenset()):
        return ngettext("every week", "every %(number)s weeks", interval) % {"number": interval}
    if shape == ("DAILY", frozenset()):
        return ngettext("every day", "every %(number)s days", interval) % {"number": interval}
    if shape == ("YEARLY", frozenset()):
        return ngettext("every year", "every %(number)s years", interval) % {"number": interval}
    if shape == ("MONTHLY", frozenset({"BYDAY"})) and all(rank >= -2 and rank for _day, rank in days):
        if len({day for day, _rank in days}) == 1:
            ranked = f"{_and([_rank_name(rank) for _day, rank in days])} {names[0]}"
        else:
            ranked = _and([f"{_rank_name(rank)} {str(WEEKDAY_NAMES[day])}" for day, rank in days])
        if interval == 1 and short:
            return _("every %(ranked_weekday)s") % {"ranked_weekday": ranked}
        if interval == 1:
            return _("every %(ranked_weekday)s of the month") % {"ranked_weekday": ranked}
        return _("every %(number)s months on the %(ranked_weekday)s") % {"number": interval, "ranked_weekday": ranked}
    if shape == ("MONTHLY", frozenset({"BYMONTHDAY"})) and "-" not in parts["BYMONTHDAY"]:
        numbers = _and(parts["BYMONTHDAY"].split(","))
        if interval == 1:
            return _("every month on day %(numbers)s") % {"numbers": numbers}
        return _("every %(number)s months on day %(numbers)s") % {"number": interval, "numbers": numbers}
    if shape == ("MONTHLY", frozenset({"BYMONTHDAY"})) and parts["BYMONTHDAY"] == "-1" and interval == 1:
        return _("on the last day of every month")
    return ""
