"""A festival gets other days: what becomes of its programme."""

from __future__ import annotations

from datetime import date, datetime

import pytest


def moved(festival, **more):
    typed = {"title": "Festival", "kind": "festival", "day": "2027-04-02", "hour": "10:00", "commune": "Marseille"}
    return typed | {"place": "La Friche"} | more


@pytest.mark.parametrize(("choice", "day"), [("move", date(2027, 4, 2)), ("stay", date(2027, 3, 27))])
def test_festival_on_another_day_asks_what_becomes_of_its_programme(
    client_of, organiser, festival, programme, choice, day
):
    client, address = client_of(organiser), "/agenda/festival/modifier/"
    page = client.post(address, moved(festival))
    assert page.status_code == 200 and "(+6 jours)" in page.content.decode()
    festival.refresh_from_db()
    assert festival.local_start.date() == date(2027, 3, 27)
    assert client.post(address, moved(festival, **{"carry-programme": choice})).status_code == 302
    assert programme.days.get().date == day
    film = programme.sessions.get(title="Film")
    assert film.local_start == datetime(day.year, day.month, day.day, 14)  # also after the clocks changed
    assert film.day.opens_at < film.starts_at


def test_programme_that_fits_the_new_days_is_not_asked_about(client_of, organiser, festival, programme):
    typed = moved(festival, day="2027-03-26", last_day="2027-03-28", end_hour="18:00")
    assert client_of(organiser).post("/agenda/festival/modifier/", typed).status_code == 302
    assert programme.days.get().date == date(2027, 3, 27)
