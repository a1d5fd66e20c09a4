"""What the forms make of what people type."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from events.forms import EventForm
from events.forms.fields import PositionField


@pytest.mark.parametrize(
    "typed",
    [
        "43.2967, 5.3764",
        "43.2967 5.3764",
        "43,2967 5,3764",
        "43,2967; 5,3764",
        "geo:43.2967,5.3764",
        "https://www.openstreetmap.org/?mlat=43.2967&mlon=5.3764#map=18/1/1",
        "https://www.openstreetmap.org/node/1#map=18/43.2967/5.3764",
    ],
)
def test_position_is_read_as_people_copy_it(typed):
    assert PositionField(required=False).clean(typed) == (43.2967, 5.3764)


@pytest.mark.parametrize("typed", ["ici", "43.2967", "99, 5", "43, 181", "43.2967, 5.3764, 3", "nan, nan", "x" * 301])
def test_position_that_is_none_is_said(typed):
    with pytest.raises(ValidationError):
        PositionField(required=False).clean(typed)
    assert PositionField(required=False).clean("") is None


@pytest.fixture
def typed(commune):
    return {"title": "Projection", "kind": "talk", "day": "2027-03-18", "hour": "19h30", "commune": "Marseille"}


def fields_of(typed):
    form = EventForm(typed)
    assert form.is_valid(), form.errors
    return form.event_fields()


def test_month_alone_is_known(typed):
    fields = fields_of(typed | {"month_only": "on", "end_hour": "21:00", "last_day": "2027-03-20"})
    assert fields["precision"] == "month"
    assert (fields["starts_at"].isoformat(), fields["ends_at"]) == ("2027-02-28T23:00:00+00:00", None)


def test_month_alone_cannot_repeat(typed):
    form = EventForm(typed | {"month_only": "on", "rhythm": "weekly"})
    assert set(form.errors) == {"rhythm"}


def test_time_zone_can_be_another_than_the_commune_has(typed):
    fields = fields_of(typed | {"time_zone": "Europe/London"})
    assert (fields["time_zone"], fields["starts_at"].hour) == ("Europe/London", 19)
    assert set(EventForm(typed | {"time_zone": "Mars/Olympus"}).errors) == {"time_zone"}


def test_number_of_dates_ends_a_series(typed):
    assert fields_of(typed | {"rhythm": "weekly", "count": "5"})["count"] == 5
    assert set(EventForm(typed | {"rhythm": "weekly", "count": "5", "ends_on": "2027-06-01"}).errors) == {"count"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-12-31"])
def test_year_mistyped_is_said(typed, day):
    assert set(EventForm(typed | {"day": day}).errors) == {"day"}


def test_form_of_an_event_says_again_all_that_it_was_told(make_event, typed):
    told = typed | {
        "end_hour": "22:00",
        "rhythm": "rule",
        "own_rule": "FREQ=MONTHLY;INTERVAL=2;BYDAY=3TH",
        "count": 7,
        "time_zone": "Europe/Brussels",
        "position": "43.296712, 5.3764",
        "wheelchair": "help",
        "transport": "Métro 1",
        "languages": "français, LSF",
        "childcare": "oui, dès 3 ans",
        "admission": "choice",
        "price": "5 €",
        "body": "## Programme",
        "summary": "Un film",
        "link": "https://exemple.org/",
        "no_photo": True,
        "meeting_point": "Sous le métro",
    }
    event = make_event(**fields_of(told))
    shown = EventForm.of(event)
    again = {name: shown[name].value() for name in told if name not in ("commune", "day", "hour")}
    assert again == {name: value for name, value in told.items() if name in again} | {"end_hour": again["end_hour"]}
    assert again["end_hour"].hour == 22
    month = make_event(**fields_of(typed | {"month_only": "on"}))
    assert EventForm.of(month)["month_only"].value() is True


def test_folded_parts_open_when_something_is_in_them(typed):
    assert [fold["open"] for fold in EventForm(typed).folds()] == [False] * 4
    assert [fold["open"] for fold in EventForm(typed | {"price": "5 €", "position": "?"}).folds()] == [
        False,
        True,
        True,
        False,
    ]


def test_position_would_tell_a_place_that_is_told_to_some(typed):
    form = EventForm(typed | {"attendance": "on", "secret_place": "Chez Lila", "position": "43.3, 5.4"})
    assert set(form.errors) == {"position"}
