"""The job of someone who starts a collective: from the directory to its page, shared, and approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.models import Collective
from places.models import Commune

pytestmark = pytest.mark.browser

WHY = "Trois caméras de plus sur la place.\nPersonne ne nous a rien demandé\u202f: «\u202fc’est pour votre bien\u202f»."


@pytest.fixture
def two_communes_of_one_name(commune):
    for insee, departement in (("93066", "93"), ("97411", "974")):
        Commune.objects.create(
            insee=insee,
            name="Saint-Denis",
            slug="saint-denis",
            search_name="saint denis",
            departement_code=departement,
            departement="Seine-Saint-Denis" if departement == "93" else "La Réunion",
            region="x",
            population=100_000,
        )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_newcomer_starts_a_collective_and_loses_no_word_while_signing_up(
    live_site, new_page, two_communes_of_one_name, moderator, sign_in, axe, script
):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    page.goto("/collectifs/")
    page.get_by_role("main").get_by_role("link", name="Lancer un collectif").first.click()
    page.get_by_label("Où ?").fill("st denis")
    page.get_by_label("Nom du collectif").fill("Regards croisés")
    page.get_by_label("Pourquoi ?").fill(WHY)
    page.get_by_label("Première réunion").fill("Jeudi 10 à 19 h")
    page.get_by_label("Son jour").fill((timezone.localdate() + timedelta(days=12)).isoformat())
    page.get_by_label("Son heure").fill("19:30")
    page.get_by_label("Son lieu").fill("Bar de l’Iris")
    page.get_by_role("button", name="Continuer").click()

    choice = page.get_by_role("radio", name="Saint-Denis Seine-Saint-Denis (93)")
    circle, words = choice.bounding_box(), choice.locator("xpath=following-sibling::span").bounding_box()
    assert abs(circle["y"] + circle["height"] / 2 - words["y"] - words["height"] / 2) <= 3  # on the line of its words
    choice.check()
    assert page.get_by_label("Pourquoi ?").input_value() == WHY
    if script:
        axe(page)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Relire").wait_for()
    assert page.context.cookies() == []
    if script:
        axe(page)

    page.get_by_role("link", name="Créer un compte").last.click()
    page.locator("input[name=public_name]").fill("Lucarne")
    page.locator("input[name=password1]").fill("correct horse battery staple")
    page.locator("main form button[type=submit]").last.click()
    # Without an e-mail address the only way back comes first, then the words that were waiting.
    page.get_by_role("button", name="Faire ma phrase de secours").click()
    assert len(page.locator("#recovery-phrase").inner_text().split()) == 6
    page.get_by_role("link", name="Je l’ai notée").click()

    page.get_by_role("button", name="Créer le collectif").click()
    page.get_by_role("heading", name="Regards croisés", level=1).wait_for()
    page.get_by_text("En attente").first.wait_for()
    page.get_by_role("link", name="Annoncer une réunion").wait_for()
    shared = page.get_by_label("Un texte à coller").input_value()
    assert "Regards croisés" in shared and "19\xa0h\xa030" in shared and "Bar de l’Iris" in shared
    address = page.locator(".share__address").inner_text()
    assert address in shared
    if script:
        axe(page)
    collective = Collective.objects.get()
    assert collective.introduction.replace("\r\n", "\n") == WHY
    assert collective.commune_id == "93066"
    assert not collective.is_approved

    friend = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    friend.goto(address)
    friend.get_by_text("En attente").first.wait_for()
    friend.get_by_role("link", name="Première réunion").first.click()
    friend.get_by_text("Bar de l’Iris").first.wait_for()
    assert friend.context.cookies() == []
    friend.goto("/collectifs/")
    assert friend.get_by_text("Regards croisés").count() == 0

    answering = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(answering, moderator)
    answering.goto("/a-traiter/")
    answering.locator(".site-tools__link--waiting").wait_for()
    answering.get_by_text("Trois caméras de plus").wait_for()
    if script:
        axe(answering)
    answering.get_by_role("button", name="Approuver").click()
    answering.get_by_text("Rien ne vous attend").wait_for()

    friend.goto("/collectifs/")
    friend.get_by_role("link", name="Regards croisés", exact=True).wait_for()
    page.reload()
    assert page.get_by_text("En attente").count() == 0
    if script:
        axe(page)
