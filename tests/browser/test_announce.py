"""The job of an organiser on a phone: announce the second Thursday for ever. With and without script."""

from __future__ import annotations

import urllib.request
from datetime import timedelta

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
    phone.locator("#id_place").fill("Bar de l'Horloge")
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
    visitor.get_by_text("Chaque 2ᵉ jeudi du mois").wait_for()
    if script:
        axe(visitor)
    assert visitor.context.cookies() == []

    feed = visitor.get_by_role("link", name="Mettre dans mon calendrier").get_attribute("href")
    with urllib.request.urlopen(live_site + feed, timeout=20) as answer:  # noqa: S310  (our own server)
        (entry,) = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    assert entry["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2TH"
    assert entry["DTSTART"].dt == first


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_organiser_leaves_august_out_and_moves_one_date(
    live_site, new_page, sign_in, organiser, monthly_of_this_site, axe, script
):
    phone = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script, is_mobile=True, has_touch=True)
    sign_in(phone, organiser)
    phone.goto("/agenda/reunion-mensuelle/modifier/")
    phone.get_by_role("button", name="Sauter toutes les dates de août").click()
    phone.get_by_role("button", name="Reprendre les dates de août").wait_for()
    august = monthly_of_this_site.occurrences.filter(date__month=8)
    assert august.exists()
    assert not august.exclude(status="skipped").exists()

    second = monthly_of_this_site.occurrences.coming().exclude(status="skipped")[1]
    line = phone.get_by_role("listitem").filter(has=phone.locator(f"a[href*='/{second.date}/changer/']"))
    line.get_by_role("link", name="Modifier").click()
    phone.get_by_label("Nouveau jour").fill((second.date + timedelta(days=1)).isoformat())
    phone.get_by_label("Nouvelle heure").fill("20:30")
    phone.get_by_role("textbox", name="Raison").fill("Salle prise")
    if script:
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        axe(phone)
    phone.get_by_role("button", name="Enregistrer").click()
    phone.get_by_text("C’est noté").wait_for()

    visitor = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    visitor.goto(f"/agenda/reunion-mensuelle/{second.date}/")
    visitor.get_by_text("Salle prise").wait_for()
    visitor.get_by_text("20\xa0h\xa030").first.wait_for()
    visitor.goto("/agenda/reunion-mensuelle/")
    visitor.get_by_text("sauf en août").wait_for()
    visitor.goto("/agenda/?vue=carte")
    visitor.get_by_role("link", name="Marseille (13)").wait_for()
    if script:
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 360
        axe(visitor)
    assert visitor.context.cookies() == []


def test_month_of_the_agenda_reads_on_a_phone(live_site, phone, monthly_of_this_site, axe):
    phone.goto(f"/agenda/?mois={monthly_of_this_site.local_start:%Y-%m}")
    phone.get_by_role("link", name="19\xa0h Réunion mensuelle").wait_for()
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
