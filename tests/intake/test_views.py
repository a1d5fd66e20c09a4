"""Every page of people without account answers alike: enumerated, since rooms to come use the same kit."""

from __future__ import annotations

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from campaign.links import CONFIRM_WATCH, LEAVE_WATCH
from campaign.models import Watch
from events.links import ATTENDANCE, CONFIRMATION, PROPOSAL
from events.models import Proposal
from events.services import attend
from intake.links import PATTERN
from safety.quiet import QuietFilter
from surveillance.links import REPORT
from surveillance.models import Project, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(make_event, commune):
    """Each private link of the site, by the name of its page."""
    event = make_event(attendance=True)
    coming = attend(event.occurrences.get(), nickname="Lou", email="lou@example.org", language="fr")
    proposal = Proposal.objects.create(event=make_event(publish=False))
    report = Report.objects.create(project=Project.objects.create(name="Micros", slug="micros"))
    watch = Watch.objects.create(email="a@example.org", commune=commune)
    tokens = {
        "events:attendance": ATTENDANCE.token_of(coming),
        "events:confirm_attendance": CONFIRMATION.token_of(coming),
        "events:proposal": PROPOSAL.token_of(proposal),
        "surveillance:follow": REPORT.token_of(report),
        "campaign:confirm_watch": CONFIRM_WATCH.token_of(watch),
        "campaign:leave_watch": LEAVE_WATCH.token_of(watch),
    }
    return {name: reverse(name, args=[token]) for name, token in tokens.items()}


def test_private_link_is_told_to_nobody_and_looking_changes_nothing(addresses):
    before = list(Watch.objects.values()), list(Proposal.objects.values())
    for name, path in addresses.items():
        answer = Client(enforce_csrf_checks=True).get(path)
        assert answer.status_code == 200, name
        assert answer["Referrer-Policy"] == "no-referrer", name
        assert answer["X-Robots-Tag"] == "noindex, nofollow", name
        assert "no-store" in answer["Cache-Control"] and not answer.cookies, name
    assert before == (list(Watch.objects.values()), list(Proposal.objects.values()))


def test_private_link_stands_in_no_log(addresses, caplog):
    for path in addresses.values():
        Client().put(path)
        Client().get("/en" + path[:-2] + "x/")
    said = [record for record in caplog.records if QuietFilter().filter(record)]
    assert [record.getMessage() for record in said] == []
    assert any("Method Not Allowed" in record.getMessage() for record in caplog.records)  # the filter keeps it away


def test_link_of_one_page_opens_no_other(addresses):
    tokens = {name: re.search(f"{PATTERN}(?=/)", path)[0] for name, path in addresses.items()}
    for name in addresses:
        for other, token in tokens.items():
            if other != name:
                text = Client().get(reverse(name, args=[token])).text
                assert "a@example.org" not in text and "Lou" not in text and "Micros" not in text, (name, other)


def test_link_of_a_mail_of_before_opens_still(client, commune):
    watch = Watch.objects.create(email="a@example.org", commune=commune)
    yes = signing.dumps(watch.key.hex, salt="campaign.watch.confirm")
    client.post(reverse("campaign:confirm_watch", args=[yes]))
    assert Watch.objects.confirmed().get() == watch
    client.post(reverse("campaign:leave_watch", args=[signing.Signer(salt="campaign.watch.leave").sign(watch.key.hex)]))
    assert not Watch.objects.exists()
