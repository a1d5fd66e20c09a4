"""The agenda and an event of the demonstration on a phone: how long, and what is on the first screen."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
SERIES = "/agenda/reunion-mensuelle-demonstration/"
WORKSHOP = "/agenda/atelier-demonstration/"


def test_agenda_is_short_on_a_phone_and_its_filters_are_folded(live_site, demonstration, new_page):
    page = new_page(viewport=PHONE)
    page.goto("/agenda/")
    assert page.evaluate("document.documentElement.scrollHeight") < 3200
    assert not page.get_by_label("Commune ou code postal").is_visible()
    page.goto("/agenda/?lieu=Clermont-Ferrand")
    assert page.get_by_label("Commune ou code postal").is_visible()


@pytest.mark.parametrize(("path", "label"), [(WORKSHOP, "S’inscrire"), (SERIES, "Mettre dans mon calendrier (.ics)")])
def test_one_filled_button_of_an_event_is_on_the_first_screen(live_site, demonstration, new_page, path, label):
    page = new_page(viewport=PHONE)
    page.goto(path)
    (filled,) = page.locator("main .button--primary").all()
    assert filled.inner_text() == label
    place = filled.bounding_box()
    assert place["y"] + place["height"] <= PHONE["height"]
