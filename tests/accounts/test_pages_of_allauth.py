"""Every page, message and mail of allauth that the site offers is written by us, in both languages."""

from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered
from django.urls import get_resolver, reverse
from django.utils.translation import override

from accounts.models import User

ROOT = Path(settings.BASE_DIR)
PASSWORD, SECRET = "glycine sous la pluie", "JBSWY3DPEHPK3PXP"
THEIRS = Path(allauth.__file__).parent / "templates"
OURS = ROOT / "templates"
# Telephones, codes by mail, other people's accounts, browsers that are trusted: not offered, or never sent.
NOT_OFFERED = {
    *("phone", "login_code", "reset_code", "email_change", "verification_code", "signup_by_passkey", "signup_closed"),
    *("trust.html", "signup_form", "verified_email_required", "snippets/", "base_", "recovery_codes/base"),
    *("totp/base", "webauthn/base", "download.txt", "confirm_login", "logout_", "email/password_reset_message"),
    *("email/password_reset_subject", "email_confirm_", "signup_message", "signup_subject", "login_script"),
    *("email/email_deleted", "email/password_changed", "email/password_set", "email/email_changed", "mfa/email/"),
}


def offered():
    for room in ("account", "mfa", "usersessions"):
        for file in sorted((THEIRS / room).rglob("*.*")):
            name = str(file.relative_to(THEIRS))
            if not any(part in name for part in NOT_OFFERED):
                yield name


def test_every_template_of_allauth_that_is_offered_has_one_of_ours():
    names = list(offered())
    assert len(names) > 40
    assert [name for name in names if not (OURS / name).exists()] == []


def test_mails_that_we_have_no_words_for_are_never_sent():
    """They are allauth's notices of what changed, with an address and the name of a browser."""
    from allauth.account import app_settings

    assert not app_settings.EMAIL_NOTIFICATIONS and not app_settings.LOGIN_BY_CODE_ENABLED


def addresses(resolver=None, before=""):
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from addresses(entry, path)
        elif "accounts/" in path:
            yield entry.name


NUMBERED = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
SPECIAL = {
    "account_reset_password_from_key": {"uidb36": "ab", "key": "c-d"},
    "account_confirm_email": {"key": "abc"},
}
NAMES = sorted(set(addresses()))


@pytest.fixture
def passkey_of(monkeypatch):
    """Gives somebody a row that says passkey; nothing here asks what it would sign."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])

    def make(user):
        credential = {"clientExtensionResults": {"credProps": {"rk": True}}, "id": "x"}
        return Authenticator.objects.create(
            user=user, type="webauthn", data={"name": "Téléphone", "credential": credential}
        )

    return make


def visit(client, name, key, language):
    """The pages that an address leads to, with where each of their templates comes from."""
    args = SPECIAL.get(name) or ({"pk": key} if name in NUMBERED else {})
    seen = []
    watch = lambda template, **kwargs: seen.append(str(getattr(template.origin, "name", "")))  # noqa: E731
    template_rendered.connect(watch)
    try:
        with override(language):
            answer = client.get(reverse(name, kwargs=args), follow=True)
    finally:
        template_rendered.disconnect(watch)
    return answer, [one for one in seen if "/allauth/templates/" in one]


def what_they_see(client, key, language):
    wrong, titles = {}, {}
    for name in NAMES:
        if name == "account_logout":
            continue  # comes last: it may end the session
        answer, foreign = visit(client, name, key, language)
        page = BeautifulSoup(answer.text, "lxml")
        heading = page.h1.get_text(strip=True) if page.h1 else ""
        titles[name] = heading
        if foreign := [one for one in foreign if not one.endswith(("login_script.html", "download.txt"))]:
            wrong[name] = foreign
        assert answer.status_code in (200, 400, 403, 404, 405), name
        assert "data:" not in "".join(image.get("src", "") for image in page.find_all("img")), name
        assert not page.find_all(style=True), name
    return wrong, titles


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("who", ["guest", "member", "has factors"])
def test_no_address_shows_a_page_of_allauths_own(who, language, passkey_of):
    user = User.objects.create_user("loutre", password=PASSWORD, public_name="Martre", email="martre@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    client, key = Client(), 1
    if who != "guest":
        client.post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    if who == "has factors":
        factor = TOTP.activate(user, SECRET).instance
        key = passkey_of(user).pk
        RecoveryCodes.activate(user)
        session = client.session
        session["account_authentication_methods"] += [
            {"method": "mfa", "id": factor.pk, "type": "totp", "at": 9_999_999_999}
        ]
        session.save()
    wrong, titles = what_they_see(client, key, language)
    assert wrong == {}
    if who == "has factors":
        expected = {"fr": "Codes de secours", "en": "Recovery codes"}[language]
        assert titles["mfa_view_recovery_codes"] == expected


@pytest.mark.django_db
def test_code_page_is_ours_while_somebody_signs_in():
    user = User.objects.create_user("loutre", password=PASSWORD)
    TOTP.activate(user, SECRET)
    client = Client()
    client.post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    answer, foreign = visit(client, "mfa_authenticate", 1, "fr")
    assert foreign == [] and "Second facteur" in answer.text
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Ce code n’est pas bon" in refused.text


@pytest.mark.django_db
def test_mails_and_messages_are_ours(mailoutbox):
    seen = []
    watch = lambda template, **kwargs: seen.append(str(getattr(template.origin, "name", "")))  # noqa: E731
    template_rendered.connect(watch)
    client = Client()
    client.post(
        reverse("account_signup"), {"public_name": "Martre", "password1": PASSWORD, "email": "martre@example.org"}
    )
    client.post(reverse("account_email"), {"action_add": "", "email": "autre@example.org"})
    for action in ("action_send", "action_primary", "action_remove"):
        client.post(reverse("account_email"), {action: "", "email": "autre@example.org"})
        client.post(reverse("account_email"), {action: "", "email": "martre@example.org"})
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "une autre phrase"})
    client.post(reverse("account_logout"))
    owner = User.objects.create_user("fouine", email="fouine@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    for address in ("fouine@example.org", "personne@example.org"):
        Client().post(reverse("account_reset_password"), {"email": address})
    template_rendered.disconnect(watch)
    theirs = {one.rpartition("/")[2] for one in seen if "/allauth/templates/" in one}
    assert theirs == {"email_confirmation_signup_subject.txt", "email_confirmation_signup_message.txt"}  # include ours
    assert {message.subject for message in mailoutbox} == {
        "Cette adresse est-elle la vôtre\u202f?", "Un nouveau mot de passe", "Aucun compte n’a cette adresse",
    }  # fmt: skip
