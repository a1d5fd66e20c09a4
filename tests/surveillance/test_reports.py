"""A stranger reports; those who document the commune decide; the stranger comes back by a private link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from surveillance.forms import ReportForm
from surveillance.models import Project, Report
from surveillance.queries import count_reports, organisers_for
from surveillance.services import decline_report

LISTS = ["/projets/", "/projets/frise/", "/projets/feed/", "/search/?q=micros", "/communes/13055-marseille/"]


def test_report_needs_no_account_and_no_cookie(source, typed_report):
    page = source.get("/projets/signaler/")
    assert not page.cookies
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    answer = source.post("/projets/signaler/", typed_report | {"token": token})
    assert answer.status_code == 302
    assert re.fullmatch(r"/projets/suivi/[\w-]{43}/", answer["Location"])
    assert not answer.cookies
    report = Report.objects.select_related("project").get()
    assert report.project.published_at is None
    assert report.project.created_by is None
    assert str(report.key) not in answer["Location"] and report.token_digest == ""
    followed = source.get(answer["Location"])
    assert "Micros du port" in followed.content.decode()
    assert (followed["Referrer-Policy"], followed["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in followed["Cache-Control"]


def test_same_report_sent_twice_is_one_and_leads_to_it(source, typed_report):
    first, second = (source.post("/projets/signaler/", typed_report) for _ in range(2))
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Report.objects.count() == Project.objects.count() == 1
    source.post("/projets/signaler/", typed_report | {"token": ReportForm.fresh_token()})
    assert Report.objects.count() == 2


def test_waiting_report_is_nowhere_to_be_read(source, reported, client_of, outsider, neighbour, member):
    report, _token = reported
    addresses = [f"/projets/{report.project.slug}/", f"/projets/{report.project.slug}/historique/"]
    for client in (source, client_of(outsider), client_of(neighbour), client_of(member)):
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        for listing in LISTS:
            assert "Micros du port" not in client.get(listing).content.decode()


@pytest.mark.parametrize("token", ["", "forged", "shown:1:x"])
def test_report_from_another_page_is_shown_again_with_all_its_words(source, typed_report, token):
    answer = source.post("/projets/signaler/", typed_report | {"token": token})
    assert answer.status_code == 422
    page = answer.content.decode()
    for typed in ("Micros du port", "avril 2022", "Journal local", "Marseille"):
        assert typed in page
    fresh = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert source.post("/projets/signaler/", typed_report | {"token": fresh}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["moon"]}, "kinds"),
        ({"commune": ""}, "commune"),
        ({"commune_2": "Atlantide"}, "commune_2"),
        ({"when": "hier"}, "when"),
        ({"source": " "}, "source"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_report_that_lacks_something_says_what(source, typed_report, wrong, field):
    answer = source.post("/projets/signaler/", typed_report | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Report.objects.exists()


def test_report_of_a_form_filling_robot_is_thanked_and_dropped(source, typed_report):
    answer = source.post("/projets/signaler/", typed_report | {"website": "https://example.org"}, follow=True)
    assert answer.status_code == 200
    assert not Project.objects.exists()


def test_sixth_report_of_an_hour_costs_work_or_patience(typed_report):
    client = Client(REMOTE_ADDR="192.0.2.7")
    sent = [typed_report | {"token": ReportForm.fresh_token()} for _ in range(6)]
    codes = [client.post("/projets/signaler/", one).status_code for one in sent]
    assert codes == [302] * 5 + [429]
    assert Report.objects.count() == 5


def test_report_of_several_communes_keeps_each_once(source, typed_report, elsewhere):
    source.post("/projets/signaler/", typed_report | {"commune_2": "Toulouse", "commune_3": "Marseille"})
    assert {commune.pk for commune in Project.objects.get().communes.all()} == {"13055", "31555"}


def test_organiser_corrects_and_accepts(source, client_of, organiser, reported):
    report, token = reported
    client = client_of(organiser)
    page = client.get("/projets/a-relire/").content.decode()
    assert "Micros du port" in page
    assert "SECRETNOTE" in page
    change = {"name": "Micros du Vieux-Port", "kinds": ["sound"], "commune": "Marseille"}
    assert client.post(f"/projets/{report.project.slug}/modifier/", change).status_code == 302
    answer = client.post(f"/projets/a-relire/{report.pk}/", {"accept": "1"}, follow=True)
    assert "SECRETNOTE" not in answer.content.decode()
    assert "Micros du Vieux-Port" in source.get("/projets/").content.decode()
    report.refresh_from_db()
    assert (report.state, report.note, report.decided_by) == ("accepted", "", organiser)
    assert report.project.get_absolute_url() in source.get(f"/projets/suivi/{token}/").content.decode()
    again = client.post(f"/projets/a-relire/{report.pk}/", {"decline": "1", "reason": "Non."}, follow=True)
    assert again.status_code == 200
    report.refresh_from_db()
    assert report.state == "accepted"


def test_page_of_everything_that_waits_shows_reports_to_those_who_decide(client_of, organiser, neighbour, reported):
    page = client_of(organiser).get("/a-traiter/").content.decode()
    assert "Micros du port" in page
    assert "Micros du port" not in client_of(neighbour).get("/a-traiter/").content.decode()
    assert (count_reports(organiser), count_reports(neighbour)) == (1, 0)


def test_declining_needs_a_reason_that_the_private_link_shows(source, client_of, moderator, reported):
    report, token = reported
    client = client_of(moderator)
    refused = client.post(f"/projets/a-relire/{report.pk}/", {"decline": "1", "reason": " "})
    assert refused.status_code == 422
    report.refresh_from_db()
    assert report.state == "waiting"
    client.post(f"/projets/a-relire/{report.pk}/", {"decline": "1", "reason": "La source ne le dit pas."})
    page = source.get(f"/projets/suivi/{token}/").content.decode()
    assert "La source ne le dit pas." in page
    assert str(moderator) not in page
    assert source.get(f"/projets/{report.project.slug}/").status_code == 404


def test_decision_is_missing_for_everybody_else(source, client_of, outsider, member, neighbour, reported):
    report, _token = reported
    for person in (outsider, member):
        assert client_of(person).get("/projets/a-relire/").status_code == 404
    theirs = client_of(neighbour).get("/projets/a-relire/")
    assert (theirs.status_code, "Micros du port" in theirs.content.decode()) == (200, False)
    for client in (client_of(outsider), client_of(member), client_of(neighbour)):
        assert client.post(f"/projets/a-relire/{report.pk}/", {"accept": "1"}).status_code == 404
    assert source.get("/projets/a-relire/").status_code == 302
    assert source.post(f"/projets/a-relire/{report.pk}/", {"accept": "1"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "waiting"


def test_several_reports_are_decided_at_once_by_those_who_decide(
    source, client_of, organiser, moderator, outsider, member, neighbour, typed_report, reported
):
    source.post("/projets/signaler/", typed_report | {"name": "Drones du port", "token": ReportForm.fresh_token()})
    reports = list(Report.objects.order_by("pk"))
    address, numbers = "/projets/a-relire/plusieurs/", [one.pk for one in reports]
    assert len(reports) == 2
    for person in (outsider, member):
        assert client_of(person).post(address, {"accept": "1", "row": numbers}).status_code == 404
    client_of(neighbour).post(address, {"accept": "1", "row": numbers})
    assert source.post(address, {"accept": "1", "row": numbers}).status_code == 302
    client = client_of(organiser)
    assert client.post(address, {"decline": "1", "row": numbers, "reason": " "}).status_code == 422
    assert client.post(address, {"accept": "1"}).status_code == 422
    assert {one.state for one in Report.objects.all()} == {"waiting"}
    client.post(address, {"accept": "1", "row": numbers[0]})
    page = client.post(
        address, {"decline": "1", "every": "1", "listed": numbers, "reason": "Pas de source."}, follow=True
    )
    assert "1 signalement est refusé" in page.text
    assert [one.state for one in Report.objects.order_by("pk")] == ["accepted", "declined"]


def test_organiser_of_a_waiting_collective_decides_nothing(client_of, organiser, collective, reported):
    collective.approved_at = None
    collective.save()
    assert client_of(organiser).get("/projets/a-relire/").status_code == 404


def test_moderator_without_second_factor_is_sent_to_set_one_up(client_of, reported):
    from accounts.models import GroupPolicy
    from tests.conftest import make_user

    user = make_user("neuve", groups=("campaign-moderators",))
    GroupPolicy.objects.update_or_create(group=user.groups.get(), defaults={"needs_second_factor": True})
    assert "/second-factor/" in client_of(user).get("/projets/a-relire/")["Location"]


@pytest.mark.parametrize("token", ["nothing", "x" * 300])
def test_private_link_that_nobody_has_is_missing(source, reported, token):
    assert source.get(f"/projets/suivi/{token}/").status_code == 404


def test_declined_report_is_erased_after_thirty_days(moderator, reported, project):
    report, _token = reported
    decline_report(report, by=moderator, reason="Non.")
    call_command("prune_project_reports")
    assert Report.objects.count() == 1
    Report.objects.update(decided_at=timezone.now() - timedelta(days=31))
    call_command("prune_project_reports")
    assert not Report.objects.exists()
    assert list(Project.objects.all()) == [project]


# -- The mail ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def reachable(organiser, neighbour, member, moderator, outsider):
    """Everybody gave an address."""
    for person in (organiser, neighbour, member, moderator, outsider):
        person.email = f"{person.username}@example.org"
        person.save()
    return organiser


def report(source, typed_report, run_tasks, **more):
    with run_tasks():
        typed = typed_report | {"note": "SECRETNOTE", "token": ReportForm.fresh_token()} | more
        assert source.post("/projets/signaler/", typed).status_code == 302


def test_organisers_of_the_commune_are_told_and_nobody_else(source, typed_report, reachable, mailoutbox, run_tasks):
    report(source, typed_report, run_tasks)
    (mail,) = mailoutbox
    assert mail.to == ["referente@example.org"] and mail.subject == "Un projet de surveillance vous est signalé"
    assert "/projets/a-relire/" in mail.body
    for word in ("Micros", "Marseille", "SECRETNOTE", "Journal"):
        assert word not in str(mail.message())


def test_district_falls_to_the_organisers_of_the_city(
    source, typed_report, reachable, commune, elsewhere, mailoutbox, run_tasks
):
    elsewhere.parent = commune
    elsewhere.save()
    report(source, typed_report, run_tasks)
    assert {mail.to[0] for mail in mailoutbox} == {"referente@example.org", "voisine@example.org"}
    report(source, typed_report, run_tasks, commune="Toulouse")
    assert len(mailoutbox) == 4
    assert set(organisers_for(Report.objects.first())) == {
        person for person in get_user_model().objects.exclude(groups__name="campaign-moderators")
        if Report.objects.filter(pk=Report.objects.first().pk).decidable_by(person).exists()
    }  # fmt: skip


def test_report_of_a_waiting_collective_or_of_no_place_is_told_to_nobody(
    source, typed_report, reachable, collective, mailoutbox, run_tasks
):
    collective.approved_at = None
    collective.save()
    report(source, typed_report, run_tasks)
    assert mailoutbox == []


def test_many_reports_fill_no_mailbox(source, typed_report, reachable, mailoutbox, run_tasks):
    for number in range(5):
        report(source, typed_report, run_tasks, name=f"Micros {number}")
    assert len(mailoutbox) == 3
