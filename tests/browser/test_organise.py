"""The first evening of an organiser on a phone: one's collectives, roles, an invitation; with and without script."""

from __future__ import annotations

import pytest

from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
both = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def fits(page):
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


@both
def test_roles_change_after_a_page_and_change_back(new_page, sign_in, organiser, member, collective, axe, script):
    phone = new_page(viewport=PHONE, java_script_enabled=script)
    sign_in(phone, organiser)
    phone.goto("/")
    phone.locator("#own-title").wait_for()
    fits(phone)
    phone.get_by_text("Menu", exact=True).click()
    phone.get_by_role("banner").get_by_role("link", name="Mes collectifs").click()
    phone.get_by_role("heading", name="Mes collectifs", level=1).wait_for()
    fits(phone)
    if script:
        axe(phone)
    phone.locator("main").get_by_role("link", name=collective.name).click()
    phone.get_by_role("link", name="Membres", exact=True).click()
    fits(phone)
    if script:
        axe(phone)

    phone.get_by_role("link", name="Passer la main").click()
    phone.get_by_text("Vous perdrez aussitôt").wait_for()
    fits(phone)
    if script:
        axe(phone)
    phone.get_by_role("link", name="Ne rien changer").click()
    phone.get_by_role("button", name="Nommer aussi référent·e").click()
    phone.get_by_text("Vous avez nommé Membre").wait_for()
    assert collective.memberships.filter(role="organiser").count() == 2
    phone.get_by_role("button", name="Annuler").click()
    phone.get_by_text("chaque personne a retrouvé sa place").wait_for()

    phone.get_by_role("link", name="Passer la main").click()
    phone.get_by_role("button", name="Passer la main").click()
    phone.get_by_role("button", name="Annuler").click()  # on the collective's page, where one is a plain member now
    phone.get_by_role("heading", name="Membres", level=1).wait_for()
    assert collective.memberships.get(role="organiser").user == organiser


@both
def test_guest_comes_by_a_link_in_two_pages(new_page, sign_in, organiser, collective, axe, script):
    phone = new_page(viewport=PHONE, java_script_enabled=script)
    sign_in(phone, organiser)
    phone.goto(collective.get_absolute_url())
    phone.get_by_role("link", name="Inviter", exact=True).click()
    phone.get_by_role("button", name="Créer le lien").click()
    address = phone.locator("#invitation-address").input_value()
    assert phone.locator(".invitation__code svg").bounding_box()["width"] >= 200
    fits(phone)
    if script:
        axe(phone)

    guest = new_page(viewport=PHONE, java_script_enabled=script)
    guest.goto(address)
    guest.get_by_role("heading", name="vous invite").wait_for()
    assert guest.context.cookies() == []
    fits(guest)
    if script:
        axe(guest)
    guest.get_by_role("button", name="Rejoindre avec un nouveau compte").click()
    guest.locator("main [name=public_name]").fill("Martre")
    guest.locator("main [name=password1]").fill(PASSWORD)
    guest.get_by_role("button", name="Créer mon compte").click()
    guest.get_by_text("Vous êtes maintenant membre").wait_for()
    assert collective.memberships.filter(user__public_name="Martre", role="member").count() == 1

    late = new_page(viewport=PHONE, java_script_enabled=script)
    late.goto(address)
    late.get_by_role("heading", name="ne fait entrer personne").wait_for()
    fits(late)
