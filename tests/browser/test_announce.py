"""The job of an organiser on a phone: announce the second Thursday for ever. With and without script."""

from __future__ import annotations

import urllib.request

import icalendar
import pytest
from django.utils import timezone

from tests.events.conftest import next_second_thursday

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_organiser_announces_a_monthly_meeting_and_the_public_follows_it(
    live_site, new_page, sign_in, organiser, collective, axe, script
):
    phone = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script, is_mobile=True, has_touch=True)
    sign_in(phone, organiser)
    first = next_second_thursday()

    phone.goto(f"/collectifs/{collective.slug}/")
    phone.get_by_role("link", name="Annoncer une réunion").click()
    assert phone.get_by_label("Commune").input_value().startswith("Marseille")
    phone.get_by_label("Titre").fill("Réunion mensuelle")
    phone.get_by_label("Première date").fill(first.date().isoformat())
    phone.get_by_label("Commence à").fill("19:00")
    phone.get_by_label("Se répète").select_option("same-week")
    phone.get_by_label("Lieu").fill("Bar de l'Horloge")
    if not script:
        phone.get_by_role("button", name="Voir les prochaines dates").click()
        assert phone.get_by_label("Titre").input_value() == "Réunion mensuelle"
    phone.get_by_text("Chaque 2ᵉ jeudi du mois").wait_for()
    assert phone.locator("[data-preview] li").count() == 6
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360 if script else True
    if script:
        axe(phone)
    phone.get_by_role("button", name="Annoncer", exact=True).click()
    phone.get_by_role("heading", name="Réunion mensuelle", level=1).wait_for()

    visitor = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    visitor.goto("/agenda/")
    visitor.get_by_role("link", name="Réunion mensuelle").first.click()
    assert f"/agenda/reunion-mensuelle/{first.date().isoformat()}/" in visitor.url
    visitor.get_by_role("navigation", name="Vous êtes ici").get_by_role("link", name="Réunion mensuelle").click()
    assert visitor.get_by_text("Chaque 2ᵉ jeudi du mois").is_visible()
    if script:
        axe(visitor)
    assert visitor.context.cookies() == []

    feed = visitor.get_by_role("link", name="Mettre dans mon calendrier").get_attribute("href")
    with urllib.request.urlopen(live_site + feed, timeout=20) as answer:  # noqa: S310  (our own server)
        (entry,) = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    assert entry["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2TH"
    assert entry["DTSTART"].dt == first


def test_month_of_the_agenda_reads_on_a_phone(live_site, phone, monthly_of_this_site, axe):
    phone.goto(f"/agenda/?mois={monthly_of_this_site.local_start:%Y-%m}")
    assert phone.get_by_role("link", name="19:00 Réunion mensuelle").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    axe(phone)


@pytest.fixture
def monthly_of_this_site(live_site, collective):
    from events.services import announce

    start = next_second_thursday()
    assert start > timezone.now()
    return announce(
        hosts=[collective],
        by=None,
        title="Réunion mensuelle",
        commune=collective.commune,
        starts_at=start,
        recurrence="FREQ=MONTHLY;BYDAY=2TH",
    )
