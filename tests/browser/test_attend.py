"""A stranger comes by nickname, is told when the date moves, and takes it back. With and without script, on a phone."""

from __future__ import annotations

import email
import re
from email import policy
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from events.models import Attendance, Proposal
from events.services import announce, trust_collective
from tests.events.conftest import PARIS, next_second_thursday

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def mails() -> list[email.message.EmailMessage]:
    """What the server has sent so far, in order; its mails are files."""
    files = sorted(Path(settings.DATA_DIR, "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    letters = [letter for file in files for letter in re.split(rb"(?m)^-{70,}\n", file.read_bytes()) if letter.strip()]
    return [email.message_from_bytes(letter, policy=policy.default) for letter in letters]


def words(mail: email.message.EmailMessage) -> str:
    return mail.get_content()


@pytest.fixture
def no_mails(live_site):
    for file in Path(settings.DATA_DIR, "mail").glob("*.log"):
        file.unlink()


@pytest.fixture
def workshop(live_site, collective):
    """In three days at 19:00, with registration."""
    start = timezone.now().astimezone(PARIS).replace(hour=19, minute=0, second=0, microsecond=0)
    return announce(
        hosts=[collective],
        by=None,
        title="Atelier masques",
        commune=collective.commune,
        starts_at=start + timezone.timedelta(days=3),
        attendance=True,
        capacity=12,
    )


@BOTH
def test_stranger_attends_is_told_of_a_move_and_takes_it_back(
    live_site, no_mails, new_page, sign_in, organiser, workshop, axe, script
):
    options = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": script, "is_mobile": True}
    visitor = new_page(**options)
    visitor.goto("/agenda/")
    visitor.get_by_role("link", name="Atelier masques").first.click()
    visitor.get_by_role("link", name="S’inscrire").first.click()
    if script:
        axe(visitor)
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.get_by_role("button", name="Je viens").click()
    visitor.get_by_role("alert").wait_for()
    visitor.get_by_label("Surnom").fill("Mésange")
    visitor.get_by_label("Courriel").fill("mesange@example.org")
    visitor.get_by_role("button", name="Je viens").click()
    visitor.get_by_role("heading", name="Vous êtes inscrit·e").wait_for()
    if script:
        axe(visitor)
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 360
    (asked,) = mails()
    visitor.goto(re.search(r"http://\S+/confirmer/", words(asked))[0])
    visitor.get_by_role("button", name="Oui, prévenez-moi").click()
    visitor.get_by_role("heading", name="Votre adresse est confirmée").wait_for()

    phone = new_page(**options)
    sign_in(phone, organiser)
    row = workshop.occurrences.get()
    phone.goto(f"{row.get_absolute_url()}inscriptions/")
    phone.get_by_text("1 personne vient, pour 12 places").wait_for()
    phone.get_by_text("Mésange", exact=True).first.wait_for()
    if script:
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.goto(f"{row.get_absolute_url()}changer/")
    moved_to = row.local_start + timezone.timedelta(days=1)
    phone.locator("input[name=action][value=move]").check()
    phone.locator("input[name=day]").fill(moved_to.date().isoformat())
    phone.locator("input[name=hour]").fill("20:30")
    phone.locator("[name=reason]").fill("Grève des trains")
    phone.get_by_role("button", name="Enregistrer").first.click()
    phone.wait_for_url("**/modifier/")

    told = mails()[-1]
    assert told["to"] == "mesange@example.org"
    assert told["subject"] == "Changement de date ou de lieu : Atelier masques"
    assert "Grève des trains" in words(told) and "20\xa0h\xa030" in words(told)
    visitor.goto(re.search(r"http://\S+/agenda/inscription/[\w-]+/", words(told))[0])
    visitor.get_by_text("Grève des trains").wait_for()
    visitor.get_by_role("button", name="Je ne viens pas").click()
    visitor.get_by_role("heading", name="Votre inscription est effacée").wait_for()
    assert not Attendance.objects.exists()
    assert visitor.context.cookies() == []


@BOTH
def test_proposal_to_a_trusted_collective_appears_at_once_with_script_and_is_read_first_without(
    live_site, new_page, collective, moderator, axe, script
):
    trust_collective(collective, by=moderator)
    phone = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script, is_mobile=True)
    phone.goto(f"/agenda/proposer/?collectif={collective.slug}")
    phone.get_by_label("Titre").fill("Projection en plein air")
    phone.get_by_label("Première date").fill(next_second_thursday().date().isoformat())
    phone.get_by_label("Commune").fill("Marseille")
    phone.get_by_role("button", name="Envoyer la proposition").click()
    heading = "Votre proposition est à l’agenda" if script else "Votre proposition attend une réponse"
    phone.get_by_role("heading", name=heading).wait_for()
    if script:
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert Proposal.objects.get().state == ("accepted" if script else "waiting")
    assert phone.context.cookies() == []
