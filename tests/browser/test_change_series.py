"""An organiser gives a series another weekday, and what was arranged is listed first. With and without script."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from events import services
from tests.events.conftest import next_second_thursday

pytestmark = pytest.mark.browser


@pytest.fixture
def series(live_site, collective):
    """Every second Thursday, by `collective`."""
    return services.announce(
        hosts=[collective],
        by=None,
        title="Réunion mensuelle",
        commune=collective.commune,
        starts_at=next_second_thursday(),
        recurrence="FREQ=MONTHLY;BYDAY=2TH",
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_new_weekday_lists_what_was_arranged_and_keeps_what_is_typed(
    live_site, new_page, sign_in, organiser, series, axe, script
):
    event = series
    first, second = event.occurrences.coming()[1:3]
    services.cancel_date(first, reason="Salle fermée")
    services.move_date(second, local_start=second.local_start, reason="", title="Soirée film", place="Au parc")
    phone = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script, is_mobile=True, has_touch=True)
    sign_in(phone, organiser)
    phone.goto("/agenda/reunion-mensuelle/modifier/")
    phone.get_by_label("Titre").fill("Réunion du vendredi")
    phone.get_by_label("Première date").fill((event.local_start.date() + timedelta(days=1)).isoformat())
    phone.get_by_label("Se répète").select_option("same-week")
    phone.get_by_role("button", name="Enregistrer").click()

    phone.get_by_role("heading", name="Ce qui était prévu pour des dates qui n’existent plus").wait_for()
    phone.get_by_text("Salle fermée").wait_for()
    phone.get_by_text("Soirée film").wait_for()
    if script:
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        axe(phone)
    if folder := os.environ.get("PICTURES"):
        phone.screenshot(path=f"{folder}/carry.png", full_page=True)
    phone.get_by_role("button", name="Revenir au formulaire").click()
    assert phone.get_by_label("Titre").input_value() == "Réunion du vendredi"
    phone.get_by_role("button", name="Enregistrer").click()
    choices = phone.get_by_label("Passe au")
    choices.first.select_option("none")
    phone.get_by_role("button", name="Enregistrer").click()
    phone.get_by_role("heading", name="Réunion du vendredi", level=1).wait_for()
    assert not event.occurrences.filter(status="cancelled").exists()
    film = event.occurrences.get(own_title="Soirée film")
    assert film.local_start.weekday() == 4 and film.place == "Au parc"

    phone.goto(f"/agenda/reunion-mensuelle/{second.date}/")
    phone.get_by_text("n’existe plus. Voici l’événement").wait_for()


def test_unlikely_hours_and_days_are_asked_about_in_place(live_site, new_page, sign_in, organiser, series, axe):
    phone = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=True, is_mobile=True, has_touch=True)
    sign_in(phone, organiser)
    phone.goto("/agenda/annoncer/marseille-a-decouvert/")
    phone.get_by_label("Titre").fill("Fête")
    phone.get_by_label("Première date").fill("2025-12-12")
    phone.get_by_label("Commence à").fill("19:00")
    phone.get_by_label("Finit à").fill("18:00")
    phone.get_by_role("button", name="Annoncer", exact=True).click()
    phone.get_by_label("Oui, ce jour est passé").wait_for()
    axe(phone)
    if folder := os.environ.get("PICTURES"):
        phone.screenshot(path=f"{folder}/asked.png", full_page=True)
    assert phone.get_by_label("Titre").input_value() == "Fête"
    phone.get_by_label("Oui, ce jour est passé").check()
    phone.get_by_label("Oui, cela finit le lendemain").check()
    phone.get_by_role("button", name="Annoncer", exact=True).click()
    phone.get_by_role("heading", name="Fête", level=1).wait_for()
    phone.get_by_text("du vendredi 12 décembre").first.wait_for()
