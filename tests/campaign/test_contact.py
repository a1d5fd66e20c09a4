"""Writing to a collective: the address stays hidden, the message lives in the mail alone."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from campaign.views import contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def reachable(collective):
    collective.contact_email = "cachee@example.org"
    collective.save()
    return collective


def token_of(client, path):
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    return found[1] if found else ""


def write(client, collective, **typed):
    path = f"{collective.get_absolute_url()}ecrire/"
    posted = {"token": token_of(client, path), "sender": "moi@example.org", "message": "Bonjour à vous !"}
    return client.post(path, posted | typed)


def test_message_leaves_as_a_mail_with_the_way_to_answer(client, reachable, mailoutbox):
    response = write(client, reachable)
    assert response.status_code == 200
    (mail,) = mailoutbox
    assert (mail.to, mail.reply_to) == (["cachee@example.org"], ["moi@example.org"])
    assert "Bonjour à vous !" in mail.body
    assert "cachee@example.org" not in response.text
    assert not client.cookies


def test_message_is_kept_in_no_table(client, reachable, mailoutbox):
    write(client, reachable, message="un canari jaune", sender="canari@example.org")
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "leaks":
            rows = str(list(model._default_manager.values()[:500]))
            assert "canari" not in rows, model


def test_address_stands_on_no_page(client, reachable):
    for path in ("", "ecrire/"):
        assert "cachee@example.org" not in client.get(reachable.get_absolute_url() + path).text


def test_without_an_address_of_its_own_it_goes_to_the_organisers(client, collective, organiser, member, mailoutbox):
    path = f"{collective.get_absolute_url()}ecrire/"
    member.email = "membre@example.org"
    member.save()
    assert client.get(path).status_code == 404
    assert "/ecrire/" not in client.get(collective.get_absolute_url()).text
    organiser.email = "elle@example.org"
    organiser.save()
    write(client, collective)
    assert [mail.to for mail in mailoutbox] == [["elle@example.org"]]


def test_unapproved_collective_takes_no_messages(client, started, outsider):
    outsider.email = "elle@example.org"
    outsider.save()
    assert client.get(f"{started.get_absolute_url()}ecrire/").status_code == 404


@pytest.mark.parametrize("typed", [{"sender": "x"}, {"message": ""}, {"token": "forged"}, {"message": "x" * 5001}])
def test_bad_input_keeps_what_was_typed(client, reachable, mailoutbox, typed):
    response = write(client, reachable, **typed)
    assert response.status_code == 422
    assert mailoutbox == []
    if "message" not in typed:
        assert "Bonjour à vous !" in response.text


def test_header_cannot_be_broken(client, reachable, mailoutbox):
    assert write(client, reachable, sender="a@example.org\r\nBcc: all@example.org").status_code == 422
    assert mailoutbox == []


def test_trap_swallows_programs(client, reachable, mailoutbox):
    assert write(client, reachable, website="x").status_code == 200
    assert mailoutbox == []


def test_fifth_message_of_an_hour_costs_work_or_patience(client, reachable, mailoutbox):
    path = f"{reachable.get_absolute_url()}ecrire/"
    token = token_of(client, path)
    posted = {"token": token, "sender": "moi@example.org"}
    codes = [
        client.post(path, posted | {"message": f"Encore {n}"}, REMOTE_ADDR="192.0.2.9").status_code for n in range(5)
    ]
    assert codes == [200] * 4 + [429]
    assert len(mailoutbox) == 4


def test_mail_server_that_is_away_loses_nothing(client, reachable, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = write(client, reachable)
    assert response.status_code == 503
    assert "Bonjour à vous !" in response.text


def test_form_sent_twice_is_one_mail(client, reachable, mailoutbox):
    path = f"{reachable.get_absolute_url()}ecrire/"
    posted = {"token": token_of(client, path), "sender": "moi@example.org", "message": "Bonjour"}
    answers = [client.post(path, posted, REMOTE_ADDR="192.0.2.9") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200} and len(mailoutbox) == 1
    write(client, reachable, message="Bonjour")  # the same words, meant twice
    assert len(mailoutbox) == 2


def test_form_pressed_while_it_is_being_sent_says_so_and_can_ask_again(client, reachable, mailoutbox, monkeypatch):
    path, during = f"{reachable.get_absolute_url()}ecrire/", []
    posted = {"token": token_of(client, path), "sender": "moi@example.org", "message": "Bonjour"}

    def press_again(*args, **kwargs):
        during.append(client.post(path, posted))
        return send(*args, **kwargs)

    send = contact.send_mail
    monkeypatch.setattr(contact, "send_mail", press_again)
    assert client.post(path, posted).status_code == 200
    (answer,) = during
    assert answer.status_code == 409 and "en cours d’envoi" in answer.text and posted["token"] in answer.text
    assert client.post(path, posted).status_code == 200 and len(mailoutbox) == 1


def test_form_that_could_not_be_sent_can_be_sent_again(client, reachable, mailoutbox, monkeypatch):
    path = f"{reachable.get_absolute_url()}ecrire/"
    posted = {"token": token_of(client, path), "sender": "moi@example.org", "message": "Bonjour"}
    with monkeypatch.context() as patched:
        patched.setattr(contact, "send_mail", lambda *args, **kwargs: False)
        assert client.post(path, posted).status_code == 503
    assert client.post(path, posted).status_code == 200 and len(mailoutbox) == 1
