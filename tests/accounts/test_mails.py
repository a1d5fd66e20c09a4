"""Mails of every room: the campaign's own label, the reader's language, plain text, no broken header."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import override_settings
from wagtail.models import Site

from accounts import mails


@pytest.fixture
def letter(tmp_path, monkeypatch):
    """A template of a letter, where the site looks for templates."""
    (tmp_path / "letter.txt").write_text(
        "{% load i18n %}{% trans 'Agenda' %} & {{ who }}\n\n{{ campaign }} says “{{ words }}” on {{ site_url }}\n"
    )
    loader = engines["django"].engine
    monkeypatch.setattr(loader, "dirs", [tmp_path, *loader.dirs])
    return "letter.txt"


def test_mail_is_plain_text_under_the_campaigns_name(db, letter, mailoutbox):
    Site.objects.filter(is_default_site=True).update(site_name="Campagne d'Essai")
    sent = mails.send_mail(letter, to="a@example.org", language="fr", context={"who": "Léo", "words": "<b> & co"})
    assert sent
    (mail,) = mailoutbox
    assert mail.subject == "Agenda & Léo"
    assert mail.body.startswith("Campagne d'Essai says “<b> & co” on http")
    assert mail.from_email.startswith("Campagne d'Essai <") and mail.to == ["a@example.org"]


def test_mail_of_many_lines_in_a_name_keeps_one_subject(db, letter, mailoutbox):
    mails.send_mail(
        letter, to="a@example.org", language="fr", context={"who": "x\r\nBcc: all@example.org", "words": ""}
    )
    (mail,) = mailoutbox
    assert "\n" not in mail.subject and mail.recipients() == ["a@example.org"]
    assert mail.message()["Bcc"] is None


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
def test_mail_server_that_does_not_answer_is_told_without_address_or_content(db, letter, caplog):
    assert not mails.send_mail(letter, to="a@example.org", language="fr", context={"who": "Léo", "words": "secret"})
    assert "could not be sent" in caplog.text
    assert "example.org" not in caplog.text and "secret" not in caplog.text


def test_signup_keeps_the_language_the_person_read(db, client, django_user_model):
    client.post("/en/accounts/signup/", {"public_name": "Wren", "password1": "quite a long one 7"})
    assert django_user_model.objects.get(public_name="Wren").language == "en"
