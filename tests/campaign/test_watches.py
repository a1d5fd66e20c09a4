"""Being told when something starts near: asked, confirmed from the mailbox, told once, left with one tap."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign import services
from campaign.links import LEAVE_WATCH
from campaign.models import Watch, WatchTold
from campaign.queries.beginnings import people_watching
from events.models import Event
from events.services import announce, cancel_event
from tests.conftest import make_user
from tests.working import QUEUE

pytestmark = pytest.mark.django_db
PAGE = "/collectifs/alertes/"


def token_on(client):
    return re.search(r'name="token" value="([^"]+)"', client.get(PAGE).text)[1]


def ask(client, **typed):
    posted = {"token": token_on(client), "commune": "Marseille", "radius_km": "20", "email": "a@example.org"}
    return client.post(PAGE, posted | typed)


def address_in(mail, part):
    return re.search(rf"http://localhost:8000(/collectifs/alertes/{part}/\S+)", mail.body)[1]


@pytest.fixture
def watch(commune):
    kept = services.ask_to_watch(email="a@example.org", commune=commune, radius_km=20, language="fr")
    kept = services.confirm_watch(watch=kept)
    Watch.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
    return kept


@pytest.fixture
def hourly(run_tasks):
    def run():
        with run_tasks():
            call_command("tell_watches")

    return run


def test_asking_confirming_and_leaving_without_account_or_cookie(client, commune, run_tasks, mailoutbox):
    with run_tasks():
        response = ask(client)
    assert response["Location"] == "/collectifs/alertes/merci/"
    (mail,) = mailoutbox
    path = address_in(mail, "oui")
    page = client.get(path)
    assert page.status_code == 200
    assert Watch.objects.get().confirmed_at is None, "a mail scanner that opens the address confirms nothing"
    client.post(path)
    watch = Watch.objects.get()
    assert watch.confirmed_at and (watch.email, watch.radius_km) == ("a@example.org", 20)
    leave = f"/collectifs/alertes/fin/{LEAVE_WATCH.token_of(watch)}/"
    assert client.get(leave).status_code == 200
    assert Watch.objects.exists()
    client.post(leave)
    assert not Watch.objects.exists()
    assert client.post(leave).status_code == 200  # twice does no harm
    assert not client.cookies


def test_form_works_without_csrf_cookie(commune):
    from django.test import Client

    assert ask(Client(enforce_csrf_checks=True)).status_code == 302


def test_answer_never_says_whether_an_address_is_known(client, watch, run_tasks, mailoutbox):
    answers = []
    for email in ("a@example.org", "A@EXAMPLE.ORG", "inconnue@example.org"):
        with run_tasks():
            response = ask(client, email=email)
        answers.append((response.status_code, response["Location"], response.content))
    assert len(set(answers)) == 1
    assert len(mailoutbox) == 3
    assert Watch.objects.confirmed().count() == 1, "asking again ends nothing before its owner confirms"


def test_one_address_is_not_flooded_and_nobody_learns_it(client, commune, run_tasks, mailoutbox):
    for _ in range(5):
        with run_tasks():  # each mail leaves before the next is asked for
            assert ask(client)["Location"] == "/collectifs/alertes/merci/"
    assert len(mailoutbox) == 3
    assert Watch.objects.count() == 1


def test_seventh_watch_of_an_hour_costs_work_or_patience(client, commune):
    codes = [
        client.post(
            PAGE,
            {"token": token_on(client), "commune": "Marseille", "radius_km": "20", "email": f"a{number}@example.org"},
            REMOTE_ADDR="192.0.2.7",
        ).status_code
        for number in range(8)
    ]
    assert codes == [302] * 6 + [429] * 2


@pytest.mark.parametrize(
    "typed",
    [{"email": "nothing"}, {"commune": "Nulle part"}, {"radius_km": "7000"}, {"token": "forged"}, {"email": ""}],
)
def test_bad_input_keeps_what_was_typed(client, commune, typed):
    response = ask(client, **typed)
    assert response.status_code == 422
    assert not Watch.objects.exists()
    if "email" not in typed:
        assert "a@example.org" in response.text


def test_trap_keeps_programs_out_without_telling_them(client, commune):
    assert ask(client, website="https://spam.example")["Location"] == "/collectifs/alertes/merci/"
    assert not Watch.objects.exists()


@pytest.mark.parametrize("path", ["oui/nonsense/", "fin/nonsense/", "oui/a:b:c/", "fin/a:b/"])
def test_broken_address_says_what_to_do(client, path):
    assert client.get(PAGE + path).status_code in {200, 404}
    assert client.post(PAGE + path).status_code in {200, 404}


def test_addresses_of_one_purpose_do_not_serve_the_other(client, commune):
    kept = services.ask_to_watch(email="a@example.org", commune=commune, radius_km=5, language="fr")
    client.post(f"{PAGE}oui/{LEAVE_WATCH.token_of(kept)}/")
    assert not Watch.objects.confirmed().exists()


def test_unconfirmed_addresses_are_erased_after_three_days(watch, commune):
    services.ask_to_watch(email="b@example.org", commune=commune, radius_km=5, language="fr")
    services.erase_old_watches()
    assert Watch.objects.count() == 2
    Watch.objects.update(asked_on=timezone.localdate() - timedelta(days=4))
    assert services.erase_old_watches() == 1
    assert Watch.objects.get() == watch


def test_new_collective_in_range_is_told_once_with_one_tap_to_leave(
    client, watch, hourly, outsider, commune, lyon, mailoutbox
):
    here = services.start_collective(user=outsider, commune=commune, name="Ici", introduction="x", meeting_words="")
    far = services.start_collective(user=outsider, commune=lyon, name="Loin", introduction="x", meeting_words="")
    hourly()
    assert mailoutbox == [], "nothing before approval"
    services.approve_collective(collective=here)
    services.approve_collective(collective=far)
    hourly()
    hourly()
    (mail,) = mailoutbox
    assert "Ici" in mail.body and "Loin" not in mail.body
    assert f"http://localhost:8000{here.get_absolute_url()}" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    header = mail.extra_headers["List-Unsubscribe"]
    path = re.fullmatch(r"<http://localhost:8000(.+)>", header)[1]
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert not Watch.objects.exists()
    assert not WatchTold.objects.exists()


def test_news_that_the_mail_server_did_not_take_are_told_the_next_hour(
    watch, hourly, outsider, commune, settings, mailoutbox
):
    here = services.start_collective(user=outsider, commune=commune, name="Ici", introduction="x", meeting_words="")
    services.approve_collective(collective=here)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    hourly()
    assert not WatchTold.objects.exists()
    settings.EMAIL_BACKEND = working
    hourly()
    hourly()
    (mail,) = mailoutbox
    assert "Ici" in mail.body


def test_announced_series_is_told_once_and_a_cancelled_one_not(watch, hourly, collective, commune, mailoutbox):
    fields = {"kind": Event.Kind.MEETING, "commune": commune, "starts_at": timezone.now() + timedelta(days=3)}
    services.approve_collective(collective=collective)
    collective.approved_at = timezone.now() - timedelta(days=300)
    collective.save()
    announce(hosts=[collective], by=None, title="Réunion du jeudi", recurrence="FREQ=WEEKLY", **fields)
    gone = announce(hosts=[collective], by=None, title="Annulée", **fields)
    cancel_event(gone, reason="pluie")
    hourly()
    hourly()
    (mail,) = mailoutbox
    assert mail.body.count("Réunion du jeudi") == 1
    assert "Annulée" not in mail.body


def test_what_began_before_one_asked_is_no_news(hourly, outsider, commune, mailoutbox):
    here = services.start_collective(user=outsider, commune=commune, name="Ici", introduction="x", meeting_words="")
    services.approve_collective(collective=here)
    kept = services.ask_to_watch(email="a@example.org", commune=commune, radius_km=20, language="en")
    services.confirm_watch(watch=kept)
    mailoutbox.clear()
    hourly()
    assert mailoutbox == []


def test_mail_is_in_the_language_one_asked_in(watch, hourly, outsider, commune, mailoutbox):
    Watch.objects.update(language="en")
    here = services.start_collective(user=outsider, commune=commune, name="Ici", introduction="x", meeting_words="")
    services.approve_collective(collective=here)
    hourly()
    assert "Something starts near Marseille" in mailoutbox[0].subject
    assert "/en/collectifs/ici/" in mailoutbox[0].body


def test_number_of_people_is_told_from_three_up(client, commune, lyon):
    def confirmed(email, where, radius):
        services.confirm_watch(watch=services.ask_to_watch(email=email, commune=where, radius_km=radius, language="fr"))

    confirmed("a@example.org", commune, 0)
    confirmed("b@example.org", commune, 20)
    confirmed("c@example.org", lyon, 20)
    services.ask_to_watch(email="d@example.org", commune=commune, radius_km=20, language="fr")
    assert people_watching(commune) == 0
    assert "attendent que ça démarre" not in client.get(commune.get_absolute_url()).text
    confirmed("e@example.org", lyon, 500)
    assert people_watching(commune) == 3
    assert "3 personnes attendent que ça démarre" in client.get(commune.get_absolute_url()).text


def test_queue_holds_no_address(settings, commune):
    settings.TASKS = QUEUE
    from django_tasks_db.models import DBTaskResult

    from campaign.tasks import ask_to_confirm_watch

    kept = services.ask_to_watch(email="secrete@example.org", commune=commune, radius_km=5, language="fr")
    ask_to_confirm_watch.using(backend="default").enqueue(kept.pk)
    for row in DBTaskResult.objects.all():
        assert "secrete" not in str(row.args_kwargs)


def test_dry_run_tells_nobody(watch, outsider, commune, run_tasks, mailoutbox, capsys):
    here = services.start_collective(user=outsider, commune=commune, name="Ici", introduction="x", meeting_words="")
    services.approve_collective(collective=here)
    with run_tasks():
        call_command("tell_watches", "--dry-run")
    assert mailoutbox == [] and "1 would be told." in capsys.readouterr().out
    assert make_user("x")
