"""Letters: off unless wanted, one mail kept nowhere, no address revealed, stopped by a link without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client
from django.utils import timezone

from forum.models import Mailbox, RefusedSender, Suspension
from forum.people.queries import takes_letters
from forum.people.services import letters
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
CANARY = "un canari jaune et bleu"


def give_address(person, *, verified=True):
    person.email = f"{person.username}@example.org"
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)


@pytest.fixture
def reachable(space, write, organiser):
    """The organiser wants letters, has a confirmed address, and wrote where everybody reads."""
    give_address(organiser)
    letters.take_letters(user=organiser, wanted=True)
    write(space.public_forum, organiser)
    return organiser


def form_of(person):
    return f"/forum/people/{person.public_name}/letter/"


def profile_of(person):
    return f"/forum/member/profile/{person.public_name}/"


def write_to(sender, person, message=CANARY):
    client = signed_in_client(sender)
    shown = client.get(form_of(person)).context
    token = shown["form"]["token"].value() if shown and "form" in shown else ""
    return client.post(form_of(person), {"message": message, "token": token})


def test_form_from_before_letters_had_tokens_is_sent_once_more(reachable, member, mailoutbox):
    client = signed_in_client(member)
    answer = client.post(form_of(reachable), {"message": CANARY})
    assert answer.status_code == 422 and CANARY in answer.text and "encore une fois" in answer.text
    shown = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert shown and client.post(form_of(reachable), {"message": CANARY, "token": shown[1]}).status_code == 302
    assert len(mailoutbox) == 1


def stop_link(mail):
    return re.search(r"https?://[^/]+(/forum/letters/stop/[^\s>]+)", mail.body)[1]


def test_letter_arrives_with_who_wrote_it_and_no_address(reachable, member, mailoutbox):
    give_address(member)
    assert form_of(reachable) in signed_in_client(member).get(profile_of(reachable)).text
    answer = write_to(member, reachable)
    assert answer.url == profile_of(reachable)
    (mail,) = mailoutbox
    assert mail.to == ["referente@example.org"] and mail.reply_to == []
    assert CANARY in mail.body and "Membre" in mail.subject
    whole = str(mail.message())
    assert "membre@example.org" not in whole and member.username not in whole
    assert "referente@" not in signed_in_client(member).get(form_of(reachable)).text


def test_form_sent_twice_is_one_letter(reachable, member, mailoutbox):
    client = signed_in_client(member)
    token = client.get(form_of(reachable)).context["form"]["token"].value()
    typed = {"message": "Bonjour", "token": token}
    assert {client.post(form_of(reachable), typed).url for _ in range(7)} == {profile_of(reachable)}
    assert len(mailoutbox) == 1
    write_to(member, reachable, "Bonjour")  # the same words, meant twice
    assert len(mailoutbox) == 2


def test_letter_pressed_while_it_is_being_sent_leaves_once(reachable, member, mailoutbox, monkeypatch):
    client, during = signed_in_client(member), []
    typed = {"message": "Bonjour", "token": client.get(form_of(reachable)).context["form"]["token"].value()}

    def press_again(*args, **kwargs):
        during.append(client.post(form_of(reachable), typed))
        return send(*args, **kwargs)

    send = letters.send_mail
    monkeypatch.setattr(letters, "send_mail", press_again)
    assert client.post(form_of(reachable), typed).status_code == 302
    assert during[0].status_code == 409 and typed["token"] in during[0].text and "Bonjour" in during[0].text
    assert client.post(form_of(reachable), typed).status_code == 302 and len(mailoutbox) == 1


def test_letter_is_kept_in_no_table(reachable, member, mailoutbox):
    write_to(member, reachable)
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "leaks":
            assert CANARY not in str(list(model._default_manager.values()[:500])), model


def test_answer_is_offered_where_it_would_arrive(reachable, member, space, write, mailoutbox):
    write_to(member, reachable)
    write(space.public_forum, member)
    give_address(member)
    letters.take_letters(user=member, wanted=True)
    write_to(member, reachable)
    first, second = (mail.body for mail in mailoutbox)
    assert profile_of(member) not in first and form_of(member) not in first
    assert profile_of(member) in second and form_of(member) in second


@pytest.mark.parametrize("missing", ["wish", "address", "proof", "account"])
def test_nobody_is_written_to_who_does_not_want_or_cannot(reachable, member, mailoutbox, missing):
    if missing == "wish":
        letters.take_letters(user=reachable, wanted=False)
    elif missing == "account":
        type(reachable).objects.filter(pk=reachable.pk).update(is_active=False)
    elif missing == "address":
        type(reachable).objects.filter(pk=reachable.pk).update(email="")
    else:
        EmailAddress.objects.update(verified=False)
    assert write_to(member, reachable).status_code == 404
    assert form_of(reachable) not in signed_in_client(member).get(profile_of(reachable)).text
    assert mailoutbox == []


def test_person_nobody_here_ever_read_is_not_found(member, outsider, space, write, mailoutbox):
    give_address(member)
    letters.take_letters(user=member, wanted=True)
    write(space.private_forum, member)
    assert write_to(outsider, member).status_code == 404 and mailoutbox == []


def test_guests_and_suspended_people_write_no_letters(reachable, member, collective, mailoutbox):
    assert Client().post(form_of(reachable), {"message": "x"}).url.startswith("/accounts/login/")
    assert form_of(reachable) not in Client().get(profile_of(reachable)).text
    until = timezone.now() + timedelta(days=1)
    Suspension.objects.create(user=member, collective=collective, until=until, reason="Insultes")
    assert write_to(member, reachable).status_code == 404 and mailoutbox == []


@pytest.mark.parametrize("message", ["", "x" * 5001])
def test_bad_letter_comes_back(reachable, member, mailoutbox, message):
    answer = write_to(member, reachable, message)
    assert answer.status_code == 422 and message in answer.text and mailoutbox == []


def test_letters_are_few_a_day(reachable, member, outsider, mailoutbox):
    codes = [write_to(member, reachable).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
    assert [write_to(outsider, reachable).status_code for _ in range(2)] == [302, 429]
    assert CANARY in write_to(outsider, reachable).text
    assert len(mailoutbox) == 6


def test_one_person_is_not_flooded_by_many(reachable, commune, mailoutbox):
    for number in range(letters.LETTERS_TO_ONE):
        letters.send_letter(sender=make_user(f"p{number}"), to=reachable, message="x")
    with pytest.raises(letters.NotNow):
        letters.send_letter(sender=make_user("encore"), to=reachable, message="x")


def test_mail_server_that_is_away_loses_nothing(reachable, member, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = write_to(member, reachable)
    assert answer.status_code == 503 and CANARY in answer.text


def test_link_in_the_letter_stops_one_sender_or_all_without_signing_in(reachable, member, outsider, mailoutbox):
    write_to(member, reachable)
    guest, link = Client(enforce_csrf_checks=True), stop_link(mailoutbox[0])
    assert guest.get(link).status_code == 200 and not guest.cookies
    assert not RefusedSender.objects.exists() and Mailbox.objects.exists()
    assert guest.post(link, {"whose": "sender"}).status_code == 200
    assert write_to(member, reachable).status_code == 404
    assert write_to(outsider, reachable).status_code == 302
    guest.post(link, {"List-Unsubscribe": "One-Click"})
    assert not Mailbox.objects.exists()
    assert write_to(outsider, reachable).status_code == 404
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mailoutbox[0].extra_headers["List-Unsubscribe"]


def test_forged_link_stops_nothing(reachable, member, mailoutbox):
    write_to(member, reachable)
    link = stop_link(mailoutbox[0])
    # The last letters of a token are partly padding: another one there may be the same token.
    other = "A" if link[-20] != "A" else "B"
    for forged in ("/forum/letters/stop/x/", link[:-20] + other + link[-19:], link.replace("stop/g", "stop/h")):
        assert Client().post(forged).status_code == 404
    assert Mailbox.objects.exists()


def test_link_of_a_sender_who_left_still_stops_all(reachable, member, mailoutbox):
    write_to(member, reachable)
    member.delete()
    assert Client().get(stop_link(mailoutbox[0])).status_code == 200
    Client().post(stop_link(mailoutbox[0]), {"whose": "sender"})
    assert not Mailbox.objects.exists()


def test_wish_is_ticked_on_the_profile_once_an_address_is_confirmed(organiser):
    client, edit = signed_in_client(organiser), "/forum/member/profile/edit/"
    client.post(edit, {"words": "", "takes_letters": "on"})
    assert not Mailbox.objects.exists()
    give_address(organiser)
    client.post(edit, {"words": "", "takes_letters": "on"})
    assert takes_letters(organiser)
    client.post(edit, {"words": ""})
    assert not takes_letters(organiser)
