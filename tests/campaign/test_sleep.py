"""Silent collectives are asked after six months, marked a month later, and wake at the first act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.utils import timezone

from campaign import services
from campaign.models import Act, Collective
from events.models import Event
from events.services import announce

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(collective, organiser):
    """A collective that nobody did anything for, for seven months."""
    organiser.email = "elle@example.org"
    organiser.save()
    Collective.objects.filter(pk=collective.pk).update(approved_at=timezone.now() - timedelta(days=215))
    collective.refresh_from_db()
    return collective


def test_silent_collective_is_asked_once_by_mail_and_on_the_site(silent, organiser, client_of, run_tasks, mailoutbox):
    with run_tasks():
        call_command("look_after_collectives")
        call_command("look_after_collectives")
    assert [mail.to for mail in mailoutbox] == [["elle@example.org"]]
    assert "se réunit encore" in client_of(organiser).get("/a-traiter/").text
    assert "encore-la" in client_of(organiser).get(silent.get_absolute_url()).text
    silent.refresh_from_db()
    assert silent.status == "active"


def test_collective_is_asked_on_the_day_after_six_months(silent):
    last = timezone.localdate(silent.approved_at)
    assert services.look_for_sleepers(today=last + relativedelta(months=6)).asked == 0
    assert services.look_for_sleepers(today=last + relativedelta(months=6, days=1)).asked == 1


def test_collective_that_does_not_answer_is_marked_and_woken_by_an_act(silent, organiser):
    today = timezone.localdate()
    services.look_for_sleepers(today=today)
    assert services.look_for_sleepers(today=today + timedelta(days=29)).marked == 0
    assert services.look_for_sleepers(today=today + timedelta(days=30)).marked == 1
    silent.refresh_from_db()
    assert (silent.status, silent.status_before_sleep) == ("sleeping", "active")
    services.update_collective(collective=silent, by=organiser, meeting_words="Jeudi")
    silent.refresh_from_db()
    assert silent.status == "active"
    assert set(silent.acts.values_list("what", flat=True)) >= {Act.What.ASKED_IF_ALIVE, Act.What.ASLEEP, Act.What.WOKEN}


def test_button_on_the_page_is_an_answer_and_no_strangers(silent, organiser, client_of, outsider, neighbour):
    services.look_for_sleepers()
    path = f"{silent.get_absolute_url()}encore-la/"
    for person in (outsider, neighbour):
        assert client_of(person).post(path).status_code == 404
    silent.refresh_from_db()
    assert silent.asked_if_alive_on
    client_of(organiser).post(path)
    silent.refresh_from_db()
    assert silent.asked_if_alive_on is None
    assert services.look_for_sleepers().asked == 0


def test_event_is_a_sign_of_life_and_wakes(silent, commune):
    today = timezone.localdate()
    services.look_for_sleepers(today=today)
    services.look_for_sleepers(today=today + timedelta(days=31))
    announce(
        hosts=[silent],
        by=None,
        title="Réunion",
        starts_at=timezone.now() + timedelta(days=3),
        commune=commune,
        kind=Event.Kind.MEETING,
    )
    assert services.look_for_sleepers(today=today).woken == 1
    silent.refresh_from_db()
    assert silent.status == "active"


def test_lively_allied_and_ownerless_collectives_are_left_alone(collective, organiser, commune):
    for status in ("ally", "wanted", "active"):
        Collective.objects.create(
            name=status,
            slug=status,
            commune=commune,
            status=status,
            approved_at=timezone.now() - timedelta(days=400),
        )
    assert services.look_for_sleepers().asked == 0


def test_one_that_its_organisers_put_to_sleep_stays_asleep(collective, organiser):
    services.update_collective(collective=collective, by=organiser, status="sleeping")
    services.update_collective(collective=collective, by=organiser, meeting_words="Plus de réunion")
    collective.refresh_from_db()
    assert collective.status == "sleeping"
