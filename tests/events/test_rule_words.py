"""Rhythms as people say them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from events.recurrence import Rhythm
from events.rule_words import rhythm_in_words, rhythms_from, rule_in_words


@pytest.mark.parametrize(
    ("rule", "french", "english"),
    [
        ("", "", ""),
        ("FREQ=MONTHLY;BYDAY=2TH", "chaque 2ᵉ jeudi du mois", "every 2nd Thursday of the month"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "chaque dernier vendredi du mois", "every last Friday of the month"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", "chaque 1ᵉʳ et 3ᵉ mardi du mois", "every 1st and 3rd Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=1MO,3WE", "chaque 1ᵉʳ lundi et 3ᵉ mercredi du mois", None),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH", "tous les 2 mois, le 2ᵉ jeudi", "every 2 months on the 2nd Thursday"),
        ("FREQ=WEEKLY;BYDAY=TH", "chaque jeudi", "every Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "toutes les 2 semaines, le jeudi", "every 2 weeks on Thursday"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "chaque mois, le 31", "every month on day 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "le dernier jour de chaque mois", None),
        ("FREQ=YEARLY", "chaque année", "every year"),
        (
            "FREQ=WEEKLY;BYMONTH=5,4;BYDAY=TU",
            "chaque mardi, seulement en avril et mai",
            "every Tuesday, only in April and May",
        ),
        ("FREQ=YEARLY;BYMONTH=3", "selon un rythme propre (voir les dates)", None),
    ],
)
def test_rule_is_said_in_both_languages(rule, french, english):
    with translation.override("fr"):
        assert rule_in_words(rule) == french
    with translation.override("en"):
        assert english is None or rule_in_words(rule) == english


@pytest.mark.parametrize(
    ("rhythm", "months_off", "french", "english"),
    [
        (Rhythm(""), {8}, "", ""),
        (
            Rhythm("FREQ=MONTHLY;BYDAY=2TH"),
            {8, 7},
            "chaque 2ᵉ jeudi du mois, sauf en juillet et août",
            "every 2nd Thursday of the month, except in July and August",
        ),
        (
            Rhythm("FREQ=WEEKLY;BYDAY=TU", until=date(2027, 6, 30)),
            {8},
            "chaque mardi, sauf en août, jusqu’au 30 juin 2027",
            "every Tuesday, except in August, until 30 June 2027",
        ),
        (Rhythm("FREQ=WEEKLY;BYDAY=TU", count=5), (), "chaque mardi, 5 fois", "every Tuesday, 5 times"),
    ],
)
def test_rhythm_says_when_it_rests_and_when_it_ends(rhythm, months_off, french, english):
    with translation.override("fr"):
        assert rhythm_in_words(rhythm, months_off=months_off) == french
    with translation.override("en"):
        assert rhythm_in_words(rhythm, months_off=months_off) == english


def test_choices_speak_of_the_chosen_day_and_leave_out_what_it_cannot_begin():
    assert dict(rhythms_from(date(2026, 12, 10))) | {"": "", "rule": ""} == {
        "": "",
        "same-week": "chaque 2ᵉ jeudi",
        "twice": "chaque 2ᵉ et 4ᵉ jeudi",
        "weekly": "chaque jeudi",
        "fortnightly": "toutes les 2 semaines, le jeudi",
        "rule": "",
    }
    assert "same-week" not in dict(rhythms_from(date(2026, 12, 31))) and "last-week" in dict(
        rhythms_from(date(2026, 12, 31))
    )
