"""A festival and what comes after a meeting, on a phone of 360 pixels, with and without script."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import make_aware

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def phone_of(new_page):
    """`phone_of(script)`: a phone's page, 360 pixels wide."""

    def make(script: bool):
        size = {"width": 360, "height": 740}
        return new_page(viewport=size, java_script_enabled=script, is_mobile=True, has_touch=True)

    return make


@pytest.fixture
def event(live_site, collective):
    from events.services import announce

    return announce(
        hosts=[collective],
        by=None,
        title="Rencontre",
        kind="festival",
        commune=collective.commune,
        starts_at=timezone.now() - timedelta(hours=2),
    )


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= 360


@SCRIPT
def test_organiser_writes_minutes_and_a_visitor_reads_them(phone_of, sign_in, organiser, event, axe, script):
    phone = phone_of(script)
    sign_in(phone, organiser)
    phone.goto(event.get_absolute_url())
    phone.get_by_role("link", name="Écrire le compte rendu").click()
    phone.get_by_label("Décisions").fill("- Affiches : Lila, avant mardi")
    phone.get_by_label("Ce qui s’est dit").fill("On a parlé du **budget**.")
    phone.get_by_label("tout le monde").check()
    assert not script or fits(phone)
    if script:
        axe(phone)
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    visitor = phone_of(script)
    visitor.goto(event.get_absolute_url())
    visitor.get_by_role("heading", name="Compte rendu").wait_for()
    visitor.locator("strong", has_text="budget").wait_for()
    assert visitor.context.cookies() == []
    if script:
        axe(visitor)


@SCRIPT
def test_organiser_writes_a_programme_and_a_visitor_chooses(phone_of, sign_in, organiser, event, axe, script):
    phone = phone_of(script)
    sign_in(phone, organiser)
    phone.goto(f"{event.get_absolute_url()}modifier/")
    phone.get_by_role("link", name="Écrire le programme").click()
    phone.get_by_role("button", name="Commencer le programme").click()
    phone.get_by_role("link", name="Ajouter un jour").click()
    # Of today the page names what comes next as well, a second link of the same name: from ten to two o’clock here.
    phone.get_by_label("Jour", exact=True).fill((timezone.localdate() + timedelta(days=1)).isoformat())
    phone.get_by_label("Commence à").fill("10:00")
    phone.get_by_label("Finit à").fill("23:00")
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    for room in ("Grande salle", "Cour"):
        phone.get_by_role("link", name="Ajouter une salle").click()
        phone.get_by_label("Nom de la salle").fill(room)
        phone.get_by_role("button", name="Enregistrer", exact=True).click()
    for title, room in (("Un film", "Grande salle"), ("Un atelier", "Cour")):
        phone.get_by_role("link", name="Ajouter une séance").click()
        phone.get_by_label("Titre", exact=True).fill(title)
        phone.get_by_label("Commence à").fill("14:00")
        phone.get_by_label("Salle").select_option(room)
        phone.get_by_label("Autres intervenant·es").fill("Lila")
        assert not script or fits(phone)
        phone.get_by_role("button", name="Enregistrer", exact=True).click()
    # The second film has the same speaker at the same hour: said at once, and kept.
    phone.get_by_text("Lila intervient en même temps").first.wait_for()
    if script:
        axe(phone)

    visitor = phone_of(script)
    visitor.goto(event.get_absolute_url())
    visitor.get_by_role("link", name="Programme").click()
    visitor.get_by_label("Je veux y aller (Un atelier)").check()
    if script:
        assert fits(visitor)
        axe(visitor)
        visitor.reload()
        assert visitor.get_by_label("Je veux y aller (Un atelier)").is_checked()
    visitor.get_by_role("button", name="Voir mon choix").click()
    visitor.get_by_role("link", name="Un atelier").wait_for()
    assert visitor.get_by_role("link", name="Un film").count() == 0
    feed = visitor.get_by_role("link", name="Mon choix dans mon calendrier").get_attribute("href")
    assert "?s=" in feed
    assert visitor.context.cookies() == []


def test_grid_stands_on_a_large_screen_and_obeys_the_policy(live_site, page, event, axe):
    from events.programme import services as programmes

    programme = programmes.programme_of(event)
    tomorrow = timezone.localdate() + timedelta(days=1)  # of today the page names what is on as well
    hours = make_aware(datetime.combine(tomorrow, time(10)))
    day = programmes.save_day(programme, None, date=tomorrow, opens=hours.time(), closes=hours.replace(hour=23).time())
    rooms = [programmes.save_room(programme, None, name=name, position=None) for name in ("Une", "Deux")]
    for room, hour in ((rooms[0], 10), (rooms[1], 10), (rooms[0], 11)):
        programmes.save_session(
            programme, None, title=f"{room} {hour}", day=day, room=room, minutes=60, speakers=[],
            starts_at=hours.replace(hour=hour),
        )  # fmt: skip
    wrong = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{event.get_absolute_url()}programme/")
    boxes = {title: page.get_by_role("link", name=title).bounding_box() for title in ("Une 10", "Deux 10", "Une 11")}
    assert boxes["Une 10"]["y"] == boxes["Deux 10"]["y"]
    assert boxes["Une 10"]["x"] == boxes["Une 11"]["x"] < boxes["Deux 10"]["x"]
    assert boxes["Une 11"]["y"] > boxes["Une 10"]["y"]
    axe(page)
    assert wrong == []


@SCRIPT
def test_text_to_share_is_there_with_and_without_script(phone_of, event, axe, script):
    phone = phone_of(script)
    phone.goto(event.get_absolute_url())
    phone.get_by_role("link", name="Affiche et texte à partager").click()
    assert "Rencontre" in phone.get_by_label("Pour une messagerie").input_value()
    buttons = phone.get_by_role("button", name="Copier")
    assert buttons.count() == (3 if script else 0)
    if script:
        assert fits(phone)
        axe(phone)
        phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
        buttons.first.click()
        phone.get_by_text("Copié.").wait_for()
        assert "Rencontre" in phone.evaluate("navigator.clipboard.readText()")
    assert phone.context.cookies() == []
