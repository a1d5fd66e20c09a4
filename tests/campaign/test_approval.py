"""What a moderator answers, who is told, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaign import services
from campaign.models import Act, Collective
from campaign.signals import FirstMeeting
from events.models import Event
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reachable(outsider):
    outsider.email = "elle@example.org"
    outsider.save()
    return outsider


def answer(client, collective, **posted):
    return client.post(f"/collectifs/{collective.slug}/reponse/", posted)


def test_approval_is_told_by_mail_and_logged(client_of, moderator, reachable, started, run_tasks, mailoutbox):
    with run_tasks():
        answer(client_of(moderator), started, answer="approve")
    (mail,) = mailoutbox
    assert mail.to == ["elle@example.org"]
    assert mail.subject == "Nouveau regard est dans l’annuaire"
    assert "/collectifs/nouveau-regard/" in mail.body
    act = started.acts.get(what=Act.What.APPROVED)
    assert (act.who, act.day) == (moderator, timezone.localdate())


def test_decline_needs_a_reason_and_keeps_what_was_typed(client_of, moderator, started):
    response = answer(client_of(moderator), started, answer="decline", reason=" ")
    assert response.status_code == 422
    assert "Dites pourquoi" in response.text
    started.refresh_from_db()
    assert not started.is_declined


def test_declined_collective_is_told_why_and_seen_by_its_organisers_and_moderators_alone(
    client, client_of, moderator, reachable, started, member, run_tasks, mailoutbox
):
    with run_tasks():
        answer(client_of(moderator), started, answer="decline", reason="Trop court : dites où.")
    assert "Trop court : dites où." in mailoutbox[0].body
    path = started.get_absolute_url()
    assert client.get(path).status_code == 404
    assert client_of(member).get(path).status_code == 404
    assert client.get(f"{path}agenda.ics").status_code == 404
    assert "Trop court : dites où." in client_of(reachable).get(path).text
    assert client_of(moderator).get(path).status_code == 200
    assert "Trop court : dites où." in client_of(reachable).get("/a-traiter/").text
    assert started.acts.get(what=Act.What.DECLINED).words == "Trop court : dites où."


def test_meeting_of_a_declined_collective_is_seen_by_its_organisers_alone(client, client_of, outsider, member, commune):
    meeting = FirstMeeting(day=timezone.localdate() + timedelta(days=5))
    started = services.start_collective(
        user=outsider, commune=commune, name="C", introduction="x", meeting_words="", first_meeting=meeting
    )
    event = started.events.get()
    paths = [event.get_absolute_url(), f"/agenda/{event.slug}.ics"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    services.decline_collective(collective=started, reason="Non.")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client_of(member).get(paths[0]).status_code == 404
    assert client_of(outsider).get(paths[0]).status_code == 200
    services.send_again(collective=started, by=outsider)
    assert client.get(paths[0]).status_code == 200


def test_declined_collective_is_changed_and_sent_again(client_of, moderator, reachable, started, outsider):
    services.decline_collective(collective=started, reason="Trop court.", by=moderator)
    own = client_of(reachable)
    assert own.get(f"{started.get_absolute_url()}modifier/").status_code == 200
    assert client_of(make_user("tierce")).post(f"{started.get_absolute_url()}renvoyer/").status_code == 404
    own.post(f"{started.get_absolute_url()}renvoyer/")
    assert started in Collective.objects.waiting()
    services.approve_collective(collective=started)
    services.decline_collective(collective=started, reason="Trop tard.")
    started.refresh_from_db()
    assert started.is_approved and not started.is_declined


def test_declined_collective_is_erased_after_ninety_days_with_its_meetings(outsider, commune):
    meeting = FirstMeeting(day=timezone.localdate() + timedelta(days=5))
    started = services.start_collective(
        user=outsider, commune=commune, name="C", introduction="x", meeting_words="", first_meeting=meeting
    )
    services.decline_collective(collective=started, reason="Non.")
    assert services.erase_declined_collectives() == 0
    Collective.objects.filter(pk=started.pk).update(declined_at=timezone.now() - timedelta(days=91))
    assert services.erase_declined_collectives() == 1
    assert not Collective.objects.filter(pk=started.pk).exists()
    assert not Event.objects.exists()  # one without host would be listed as nobody's


def test_approval_of_one_that_fails_midway_leaves_nothing(started, monkeypatch):
    from campaign.signals import collective_approved

    def break_it(**kwargs):
        raise RuntimeError("The forum is broken.")

    collective_approved.connect(break_it, weak=False)
    try:
        with pytest.raises(RuntimeError):
            services.approve_collective(collective=started)
    finally:
        collective_approved.disconnect(break_it)
    started.refresh_from_db()
    assert not started.is_approved
    assert started.organisers_group is None
    assert not started.pages.exists()


def test_list_entry_is_for_moderators_with_a_second_factor(client_of, moderator, outsider, organiser, commune):
    posted = {
        "name": "Ailleurs",
        "commune": "Marseille",
        "status": "ally",
        "website": "https://example.org/",
        "introduction": "",
    }
    for person in (outsider, organiser, make_user("presque", groups=("campaign-moderators",))):
        response = client_of(person).post("/collectifs/inscrire/", posted)
        assert response.status_code in {302, 404}
    assert not Collective.objects.filter(name="Ailleurs").exists()
    client_of(moderator).post("/collectifs/inscrire/", posted)
    ally = Collective.objects.get(name="Ailleurs")
    assert ally.status == "ally" and ally.is_approved
    page = client_of(outsider).get(ally.get_absolute_url()).text
    assert "https://example.org/" in page
    assert "rejoindre" not in page and "/ecrire/" not in page and "dates-title" not in page


def test_checklist_ticks_itself(client_of, outsider, started, moderator):
    client = client_of(outsider)

    def ticked():
        return client.get(started.get_absolute_url()).text.count("checklist__line--done")

    assert ticked() == 0
    services.update_collective(collective=started, by=outsider, how_to_join="Venez.")
    assert ticked() == 1
    started.memberships.create(user=moderator, role="organiser")
    assert ticked() == 2
    services.log(collective=started, what=Act.What.POSTER, who=outsider)
    assert ticked() == 3
    assert "checklist" not in client_of(make_user("tierce")).get(started.get_absolute_url()).text


def test_log_is_only_ever_added_to(started, outsider):
    act = started.acts.get(what=Act.What.STARTED)
    act.words = "autre chose"
    with pytest.raises(TypeError):
        act.save()
    with pytest.raises(TypeError):
        act.delete()
    for verb in (lambda rows: rows.delete(), lambda rows: rows.update(words="x")):
        with pytest.raises(TypeError):
            verb(Act.objects.all())
    outsider.delete()
    act = Act.objects.get(pk=act.pk)
    assert act.who is None
    assert act.day == date.today()


def test_log_page_tells_day_person_and_act(client_of, started, outsider, moderator):
    services.approve_collective(collective=started, by=moderator)
    text = client_of(outsider).get(f"{started.get_absolute_url()}journal/").text
    assert "Passante" in text and "a lancé le collectif" in text
    assert "Moderation" in text and "approuvé" in text
    assert client_of(moderator).get(f"{started.get_absolute_url()}journal/").status_code == 200


def test_log_of_edits_says_what_and_once_a_day(started, outsider):
    services.update_collective(collective=started, by=outsider, meeting_words="Jeudi")
    services.update_collective(collective=started, by=outsider, meeting_words="Vendredi")
    services.update_collective(collective=started, by=outsider, meeting_words="Vendredi")
    assert started.acts.filter(what=Act.What.EDITED).count() == 1
