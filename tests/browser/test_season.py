"""A collective's first season on phones, from one end to the other: with and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.models import Collective
from events.models import Attendance, Event, Occurrence
from tests.browser.test_attend import mails, words
from tests.conftest import make_user
from tests.events.conftest import next_second_thursday

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_collective_lives_through_its_first_season(live_site, new_page, sign_in, moderator, commune, axe, script):
    founder = new_page(viewport=PHONE, java_script_enabled=script)
    sign_in(founder, make_user("fondatrice"))

    # It starts, and is shared before anybody approved it.
    founder.goto("/collectifs/lancer/")
    founder.get_by_label("Où ?").fill("Marseille")
    founder.get_by_label("Nom du collectif").fill("Les Volets clos")
    founder.get_by_label("Pourquoi ?").fill("La place est filmée.")
    founder.get_by_role("button", name="Continuer").click()
    founder.get_by_role("button", name="Créer le collectif").click()
    founder.get_by_role("heading", name="Les Volets clos", level=1).wait_for()
    address = founder.url.removeprefix(str(live_site))
    friend = new_page(viewport=PHONE, java_script_enabled=script)
    friend.goto(address)
    friend.get_by_text("En attente").first.wait_for()
    assert friend.locator("meta[name=robots]").get_attribute("content") == "noindex"

    # A moderator approves it.
    answering = new_page(viewport=PHONE, java_script_enabled=script)
    sign_in(answering, moderator)
    answering.goto("/a-traiter/")
    answering.get_by_role("button", name="Approuver").click()
    answering.get_by_text("Rien ne vous attend").wait_for()
    assert Collective.objects.get().approved_at

    # The second Thursday for ever, with registration; August rests.
    founder.goto(address)
    founder.get_by_role("link", name="Annoncer une réunion").click()
    founder.locator("[name=title]").fill("Réunion mensuelle")
    founder.locator("[name=day]").fill(next_second_thursday().date().isoformat())
    founder.locator("[name=hour]").fill("19:00")
    founder.locator("[name=rhythm]").select_option("same-week")
    founder.locator("details:has([name=attendance]) > summary").click()
    founder.locator("[name=attendance]").check()
    founder.get_by_role("button", name="Annoncer", exact=True).click()
    founder.get_by_role("heading", name="Réunion mensuelle", level=1).wait_for()
    event = Event.objects.get()
    founder.goto(f"/agenda/{event.slug}/modifier/")
    founder.locator("button[name=skip][value='8']").first.click()
    founder.locator("button[name=restore][value='8']").wait_for()
    augusts = event.occurrences.filter(date__month=8)
    assert augusts.exists() and set(augusts.values_list("status", flat=True)) == {Occurrence.Status.SKIPPED}

    # Somebody comes, by nickname.
    date = event.occurrences.coming().first()
    friend.goto(date.get_absolute_url())
    friend.locator("a[href$='/inscription/']").first.click()
    friend.locator("[name=nickname]").fill("Lucarne")
    friend.locator("[name=email]").fill("lucarne@example.org")
    friend.locator("main form button[type=submit]").last.click()
    friend.wait_for_load_state()
    assert friend.context.cookies() == []
    Attendance.objects.update(email_confirmed=True)  # as the link in the mail does
    founder.goto(f"{date.get_absolute_url()}inscriptions/")
    founder.get_by_text("Lucarne", exact=True).first.wait_for()

    # The date moves, and they are told.
    founder.goto(f"{date.get_absolute_url()}changer/")
    founder.locator("[name=action][value=move]").check()
    founder.locator("[name=hour]").fill("20:30")
    founder.locator("[name=reason]").fill("La salle est prise.")
    founder.locator("main form button[type=submit]").last.click()
    founder.wait_for_load_state()
    date.refresh_from_db()
    assert date.status == Occurrence.Status.MOVED and date.local_start.strftime("%H:%M") == "20:30"
    assert any("lucarne@example.org" in mail["To"] and "La salle est prise." in words(mail) for mail in mails())

    # It took place: minutes.
    now = timezone.now()
    Occurrence.objects.filter(pk=date.pk).update(starts_at=now - timedelta(hours=3), over_at=now - timedelta(hours=1))
    founder.goto(f"{date.get_absolute_url()}compte-rendu/")
    founder.locator("[name=decisions]").fill("Cartopartie le 14.")
    founder.locator("[name=text]").fill("Nous étions neuf.")
    founder.locator("[name=audience][value=all]").check()
    founder.locator("main form button[type=submit]").first.click()
    founder.wait_for_load_state()
    friend.goto(date.get_absolute_url())
    friend.get_by_text("Cartopartie le 14.").wait_for()
    if script:
        axe(friend)
        axe(founder)
    assert friend.context.cookies() == []
