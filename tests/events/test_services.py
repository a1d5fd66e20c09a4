from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events import services
from events.models import Event, EventPage, Occurrence, Proposal
from intake.exceptions import Overtaken
from tests.events.conftest import next_second_thursday, paris

Status = Occurrence.Status


def test_announce_writes_dates_eighteen_months_ahead(monthly):
    dates = list(monthly.occurrences.all())
    assert len(dates) in (17, 18, 19)
    assert all(row.local_start.weekday() == 3 and 8 <= row.date.day <= 14 for row in dates)
    assert {row.local_start.hour for row in dates} == {19}
    assert {row.local_end.hour for row in dates} == {21}
    assert len({row.starts_at.astimezone(UTC).hour for row in dates}) == 2  # summer and winter
    assert dates[-1].starts_at < timezone.now() + relativedelta(months=18)


def test_announce_once_writes_one_date_however_far(make_event):
    event = make_event(starts_at=timezone.now() + timedelta(days=2000))
    assert event.occurrences.count() == 1


def test_extend_occurrences_twice_writes_nothing_the_second_time(monthly):
    assert services.extend_occurrences() == 0
    later = timezone.now() + relativedelta(months=3)
    assert services.extend_occurrences(now=later) == 3
    assert services.extend_occurrences(now=later) == 0


def test_extend_occurrences_command_says_what_it_did(monthly, capsys):
    monthly.occurrences.order_by("-date").first().delete()
    call_command("extend_occurrences")
    assert capsys.readouterr().out == "1 dates written, 0 declined proposals erased.\n"


def test_end_day_stops_the_dates(make_event):
    start = next_second_thursday()
    event = make_event(
        starts_at=start,
        recurrence="FREQ=MONTHLY;BYDAY=2TH",
        ends_on=(start + relativedelta(months=4)).date().replace(day=28),
    )
    assert event.occurrences.count() == 5


def test_slug_is_free_and_never_an_address_of_the_site(make_event):
    assert make_event(title="Proposer").slug == "proposer-2"
    assert make_event(title="Réunion publique").slug == "reunion-publique"
    assert make_event(title="Réunion publique").slug == "reunion-publique-2"
    with pytest.raises(ValidationError):
        make_event(slug="agenda")


def test_unknown_time_zone_is_refused(make_event):
    with pytest.raises(ValidationError):
        make_event(time_zone="Mars/Olympus")


def test_change_of_hour_moves_coming_dates_and_leaves_the_past(make_event):
    start = next_second_thursday() - relativedelta(years=1)
    start = start.replace(day=1)
    while start.weekday() != 3 or start.day < 8:
        start += timedelta(days=1)
    event = make_event(starts_at=start, recurrence="FREQ=MONTHLY;BYDAY=2TH")
    past = set(event.occurrences.past().values_list("starts_at", flat=True))
    assert len(past) > 5
    services.change(event, starts_at=start.replace(hour=20))
    assert set(event.occurrences.past().values_list("starts_at", flat=True)) == past
    assert {row.local_start.hour for row in event.occurrences.coming()} == {20}
    assert Event.objects.get(pk=event.pk).sequence == 1


def test_change_of_rule_adds_no_past_date(make_event):
    start = paris(2026, 1, 8, 19)
    event = make_event(starts_at=start, recurrence="FREQ=MONTHLY;BYDAY=2TH")
    past = event.occurrences.past().count()
    services.change(event, recurrence="FREQ=WEEKLY;BYDAY=TH")
    assert event.occurrences.past().count() == past
    assert event.occurrences.coming().count() > 70


def test_change_of_a_single_event_keeps_one_date(make_event):
    event = make_event()
    services.change(event, starts_at=event.starts_at + timedelta(days=3))
    assert [row.date for row in event.occurrences.all()] == [event.local_start.date()]


def test_skipped_date_does_not_come_back(monthly):
    row = monthly.occurrences.coming()[1]
    services.skip_date(row)
    services.extend_occurrences()
    row.refresh_from_db()
    assert row.status == Status.SKIPPED
    assert row not in Occurrence.objects.listed()
    services.restore_date(row)
    assert row in Occurrence.objects.listed()


def test_date_that_begins_in_the_skipped_hour_ends_after_its_start(monthly):
    row = monthly.occurrences.coming().first()
    night = datetime(2027, 3, 28)
    services.move_date(row, local_start=night.replace(hour=2, minute=30), local_end=night.replace(hour=3), reason="")
    row.refresh_from_db()
    assert row.ends_at - row.starts_at == timedelta(minutes=30)
    assert row.local_start == night.replace(hour=3, minute=30)


def test_moved_date_keeps_its_address_and_survives_the_night(monthly):
    row = monthly.occurrences.coming()[1]
    address, day = row.get_absolute_url(), row.date
    services.move_date(
        row,
        local_start=datetime.combine(day + timedelta(days=1), datetime.min.time().replace(hour=20)),
        reason="Grève",
        place="Ailleurs",
    )
    services.extend_occurrences()
    row.refresh_from_db()
    assert (row.date, row.local_start.hour, row.status, row.place) == (day, 20, Status.MOVED, "Ailleurs")
    assert row.address == ""  # not the address of the usual place
    assert row.get_absolute_url() == address
    services.restore_date(row)
    assert (row.local_start.hour, row.place, row.reason) == (19, "Bar de l'Horloge", "")


def test_cancel_event_cancels_what_is_to_come_and_stops_the_series(monthly):
    services.cancel_event(monthly, reason="Plus de lieu")
    assert set(monthly.occurrences.values_list("status", flat=True)) == {Status.CANCELLED}
    before = monthly.occurrences.count()
    services.extend_occurrences(now=timezone.now() + relativedelta(months=6))
    assert monthly.occurrences.count() == before


def test_event_of_a_day_is_over_at_midnight_of_its_own_zone(make_event):
    event = make_event(starts_at=paris(2027, 3, 27), ends_at=paris(2027, 3, 28), precision="day")
    assert event.occurrences.get().over_at == paris(2027, 3, 29)  # the clocks changed in that night


def test_event_of_a_month_is_over_with_the_month(make_event):
    event = make_event(starts_at=paris(2022, 9, 1), precision="month")
    assert event.occurrences.get().over_at == paris(2022, 10, 1)


def test_reunion_keeps_its_own_clock(make_event):
    start = datetime(2027, 1, 14, 15, tzinfo=UTC)
    event = make_event(starts_at=start, time_zone="Indian/Reunion", recurrence="FREQ=MONTHLY;BYDAY=2TH")
    assert {row.starts_at.astimezone(UTC).hour for row in event.occurrences.all()} == {15}
    assert event.occurrences.first().local_start.hour == 19


def test_proposal_waits_then_appears(make_event, moderator, commune):
    proposal = services.propose(
        collective=None, note="", title="Projection", commune=commune, starts_at=timezone.now() + timedelta(days=3)
    )
    assert Occurrence.objects.listed().count() == 0
    services.approve_proposal(proposal, by=moderator)
    assert Occurrence.objects.listed().count() == 1
    with pytest.raises(Overtaken):
        services.decline_proposal(proposal, by=moderator, reason="Hors sujet")


def test_declined_proposal_is_erased_after_thirty_days(moderator, commune):
    proposal = services.propose(
        collective=None, note="", title="Projection", commune=commune, starts_at=timezone.now() + timedelta(days=3)
    )
    services.decline_proposal(proposal, by=moderator, reason="Hors sujet")
    assert services.erase_declined_proposals() == 0
    assert services.erase_declined_proposals(now=timezone.now() + timedelta(days=31)) == 1
    assert not Proposal.objects.exists()


def test_face_is_made_beneath_the_host_page_and_answers_in_the_agenda(make_event, collective):
    from campaign.services import approve_collective, lay_page_tree

    lay_page_tree()
    approve_collective(collective=collective)
    event = make_event(title="Atelier couture", hosts=[collective])
    face = EventPage.objects.get(event=event)
    assert face.get_parent().specific.collective == collective
    assert face.live
    assert face.get_url_parts()[2] == "/agenda/atelier-couture/"
    answer = Client().get(f"/collectifs/{collective.slug}/atelier-couture/")
    assert (answer.status_code, answer["Location"]) == (302, "/agenda/atelier-couture/")


def test_month_left_out_takes_every_date_of_it_and_those_still_to_be_written(make_event):
    start = next_second_thursday()
    event = make_event(starts_at=start, recurrence="FREQ=WEEKLY;BYDAY=TH")
    month = (start + relativedelta(months=2)).month
    of_month = event.occurrences.filter(date__month=month)
    told, other = of_month[0], of_month[1]
    services.cancel_date(told, reason="Salle fermée")
    before = event.sequence
    assert services.skip_month(event, month=month) == of_month.count() - 1
    assert event.sequence == before + 1
    told.refresh_from_db()
    assert told.status == Status.CANCELLED  # people were told; it stays visible
    assert set(of_month.exclude(pk=told.pk).values_list("status", flat=True)) == {Status.SKIPPED}
    services.extend_occurrences(now=timezone.now() + relativedelta(years=1))
    a_year_on = of_month.filter(date__gt=other.date + timedelta(days=300))
    assert a_year_on.exists()
    assert set(a_year_on.values_list("status", flat=True)) == {Status.SKIPPED}

    assert services.restore_month(event, month=month) == of_month.count() - 1
    assert event.months_off == ""
    assert set(of_month.exclude(pk=told.pk).values_list("status", flat=True)) == {Status.CONFIRMED}


def test_single_event_given_another_day_keeps_its_row(make_event):
    event = make_event(starts_at=paris(2027, 3, 4, 19))
    row = event.occurrences.get()
    services.move_date(row, local_start=row.local_start + timedelta(days=2), reason="Grève")
    services.change(event, starts_at=paris(2027, 3, 11, 20))
    moved = event.occurrences.get()
    assert (moved.pk, moved.date.isoformat(), moved.status) == (row.pk, "2027-03-11", Status.CONFIRMED)
    assert moved.starts_at == paris(2027, 3, 11, 20)
    assert moved.over_at == moved.starts_at + services.ASSUMED_LENGTH


def test_words_of_one_date_do_not_make_it_a_moved_one(monthly):
    row = monthly.occurrences.coming()[0]
    usual = row.local_start
    services.move_date(row, local_start=usual, reason="ignoré", title="Avec un film", note="On apporte à manger.")
    assert (row.status, row.reason, row.title) == (Status.CONFIRMED, "", "Avec un film")
    services.move_date(row, local_start=usual, local_end=usual + timedelta(hours=4), reason="Plus long")
    assert (row.status, row.local_end - row.local_start) == (Status.MOVED, timedelta(hours=4))
    services.restore_date(row)
    assert (row.status, row.title, row.note) == (Status.CONFIRMED, "Réunion mensuelle", "")
    assert row.local_end - row.local_start == timedelta(hours=2)


def test_cancellation_is_taken_back_but_not_that_of_single_dates(monthly):
    first, second, third = monthly.occurrences.coming()[:3]
    services.cancel_date(first, reason="Grève")
    services.move_date(third, local_start=third.local_start + timedelta(days=1), reason="Férié")
    services.cancel_event(monthly, reason="Plus de lieu")
    services.restore_event(monthly)
    for row in (first, second):
        row.refresh_from_db()
    assert (first.status, second.status, second.reason) == (Status.CANCELLED, Status.CONFIRMED, "")
    assert Occurrence.objects.get(pk=third.pk).starts_at == third.starts_at  # and the move is not lost
    assert monthly.cancelled_at is None


def test_change_of_dates_is_a_change_of_the_event(monthly):
    """Calendars ask the event alone when anything last changed."""
    Event.objects.update(updated_at=timezone.now() - timedelta(days=9))
    services.extend_occurrences(now=timezone.now() + relativedelta(months=3))
    monthly.refresh_from_db()
    assert monthly.updated_at > timezone.now() + timedelta(days=80)


def test_one_organisers_act_leaves_what_another_wrote_meanwhile(monthly):
    stale, before = Event.objects.get(pk=monthly.pk), monthly.sequence
    services.change(monthly, title="Autre titre")
    services.cancel_event(stale, reason="Salle fermée")
    now = Event.objects.get(pk=monthly.pk)
    assert (now.title, now.cancelled_because) == ("Autre titre", "Salle fermée")
    assert now.sequence == before + 2
