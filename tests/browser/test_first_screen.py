"""On the first screen of a phone stands what one can do with a collective's page, and with a commune's."""

from __future__ import annotations

import pytest

from campaign.models import Collective

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_what_one_can_do_is_on_the_first_screen(live_site, new_page, collective, commune, axe):
    words = " ".join(["Nous comptons les caméras du quartier"] * 20)
    Collective.objects.filter(pk=collective.pk).update(introduction=words)
    page = new_page(viewport=PHONE)
    for path, names in (
        (collective.get_absolute_url(), ["Demander à rejoindre"]),
        (commune.get_absolute_url(), ["Signaler un projet", "Me prévenir quand ça démarre"]),
        ("/collectifs/", ["Lancer un collectif", "Me prévenir quand ça démarre"]),
    ):
        page.goto(path)
        for name in names:
            box = page.locator("main").get_by_role("link", name=name).first.bounding_box()
            assert box["y"] + box["height"] <= PHONE["height"], (path, name)
            assert box["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        axe(page)
