"""Sign-up by pseudonym, sign-in, and the way back."""

import time
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.forms import SignupForm
from accounts.models import RecoveryPhrase, User
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "glycine sous la pluie"


def sign_up(client, **changes):
    data = {"public_name": "Martre", "password1": PASSWORD, "email": ""}
    return client.post(reverse("account_signup"), data | changes)


def test_sign_up_needs_no_email_and_leads_to_the_recovery_phrase():
    client = Client()
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, reverse("account_recovery_phrase"))
    user = User.objects.get(public_name="Martre")
    assert (user.name_opens, user.email) == (True, "")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_without_email_shows_the_phrase_before_it_goes_on():
    client, onward = Client(), "/collectifs/lancer/relire/?p=a%3Ab&q=1"
    answer = client.post(
        f"{reverse('account_signup')}?{urlencode({'next': onward})}",
        {"public_name": "Martre", "password1": PASSWORD, "email": ""},
    )
    assert answer.url == f"{reverse('account_recovery_phrase')}?{urlencode({'next': onward})}"
    link = f'href="{escape(onward)}"'
    assert link in client.get(answer.url).text
    made = client.post(answer.url).text
    assert 'id="recovery-phrase"' in made
    assert link in made


def test_sign_up_with_email_goes_straight_on():
    answer = sign_up(Client(), email="martre@example.org", next="/collectifs/lancer/relire/?p=x")
    assert answer.url == "/collectifs/lancer/relire/?p=x"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_sign_up_never_leads_elsewhere(elsewhere):
    client = Client()
    assert sign_up(client, next=elsewhere).url == reverse("account_recovery_phrase")
    shown = client.post(f"{reverse('account_recovery_phrase')}?{urlencode({'next': elsewhere})}").text
    assert elsewhere not in shown
    assert f'href="{reverse("account_profile")}"' in shown


def test_sign_up_works_without_any_visitor_address():
    client = Client(REMOTE_ADDR="")
    assert sign_up(client).status_code == 302
    client = Client(REMOTE_ADDR="")
    answer = client.post(reverse("account_login"), {"login": "Martre", "password": PASSWORD})
    assert answer.status_code == 302


def test_sign_up_with_email_sends_a_confirmation_and_signs_in():
    answer = sign_up(Client(), email="martre@example.org")
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["martre@example.org"]]


def test_sign_up_keeps_the_account_when_the_mail_server_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert sign_up(Client(), email="martre@example.org").status_code == 302
    assert User.objects.filter(public_name="Martre").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"public_name": "mésange"}, "public_name"),
        ({"public_name": "ＭÉSANGE"}, "public_name"),
        ({"public_name": "a\u202eb"}, "public_name"),
        ({"public_name": "…"}, "public_name"),
        ({"public_name": ""}, "public_name"),
        ({"password1": "court"}, "password1"),
        ({"password1": "martre1234"}, "password1"),
        ({"password1": "1234567890123"}, "password1"),
        ({"email": "martre@"}, "email"),
    ],
)
def test_sign_up_refuses_and_keeps_what_was_typed_the_password_too(changes, field):
    User.objects.create_user("taken", public_name="Mésange")
    answer = sign_up(Client(), **changes)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    page = BeautifulSoup(answer.text, "lxml")
    typed = {"public_name": "Martre", "password1": PASSWORD, "email": ""} | changes
    assert {name: page.select_one(f"main [name={name}]").get("value", "") for name in typed} == typed
    assert page.select_one("main [name=password1]")["type"] == "password"
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.count() == 1


def test_same_form_sent_twice_makes_one_account_and_leads_into_it_twice():
    token = SignupForm.fresh_token()
    answers = [(client, sign_up(client, token=token, email="martre@example.org")) for client in (Client(), Client())]
    assert [(answer.status_code, answer.url) for _client, answer in answers] == [(302, "/")] * 2
    user = User.objects.get()
    assert [client.session["_auth_user_id"] for client, _answer in answers] == [str(user.pk)] * 2
    assert len(mail.outbox) == 1
    assert sign_up(Client(), token=SignupForm.fresh_token()).status_code == 422, "Another form asks for another name."
    assert sign_up(Client(), token=token, password1="une autre phrase").status_code == 422
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client = Client()
    assert sign_up(client, token=token, email="martre@example.org").url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_same_form_sent_while_the_account_is_being_made_waits_with_all_its_words(monkeypatch):
    token, second = SignupForm.fresh_token(), []
    real = SignupForm.save

    def save(form, request):
        if not second:
            second.append(None)
            second.append(sign_up(Client(), token=token))
        return real(form, request)

    monkeypatch.setattr(SignupForm, "save", save)
    assert sign_up(Client(), token=token).status_code == 302
    assert second[1].status_code == 422 and "Votre compte est en train de se faire" in second[1].text
    assert f'value="{PASSWORD}"' in second[1].text and User.objects.count() == 1
    assert sign_up(Client(), token=token).status_code == 302 and User.objects.count() == 1


def test_sign_up_asks_for_one_name_and_one_password_and_says_the_rules_in_one_line():
    page = BeautifulSoup(Client().get(reverse("account_signup")).text, "lxml").select_one("main")
    shown = [field["name"] for field in page.select("input:not([type=hidden])")]
    assert shown == ["public_name", "password1", "email"]
    assert page.select_one("#id_password1_helptext").find_all(["ul", "li", "p", "br"]) == []


SHOWING = {
    "account_signup": {"public_name": "Martre", "password1": "vu"},
    "account_recover": {"username": "loutre", "phrase": "a b c", "password1": "vu"},
    "account_change_password": {"oldpassword": PASSWORD, "password1": "vu"},
}


@pytest.mark.parametrize("name", SHOWING)
def test_new_password_is_shown_and_hidden_without_script_and_nothing_is_judged(client, name):
    client.force_login(User.objects.create_user("loutre", password=PASSWORD))
    client = client if name == "account_change_password" else Client()
    for pressed, kind in (("1", "text"), ("", "password")):
        answer = client.post(reverse(name), SHOWING[name] | {"show": pressed})
        page = BeautifulSoup(answer.text, "lxml").select_one("main")
        assert (answer.status_code, page.select_one("[name=password1]")["type"]) == (200, kind)
        assert not page.select(".form-errors, .field__error, [name=password2]")
        assert {one: page.select_one(f"[name={one}]")["value"] for one in SHOWING[name]} == SHOWING[name]
        assert "no-store" in answer["Cache-Control"]
    assert User.objects.count() == 1 and User.objects.get().check_password(PASSWORD)


def test_enter_in_a_form_with_a_new_password_sends_it(client):
    """Browsers press the first button that sends: it must not be the one that shows."""
    page = BeautifulSoup(client.get(reverse("account_signup")).text, "lxml").select_one("main form")
    assert not page.select_one("button[type=submit]").get("name")


def test_login_name_is_shown_to_nobody():
    assert "secret-login" not in str(User.objects.create_user("secret-login"))
    assert str(User(username="x", public_name="Martre")) == "Martre"


def test_password_change_and_reset_by_mail():
    client = Client()
    sign_up(client, email="martre@example.org")
    new = "une autre phrase longue"
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new})
    assert answer.status_code == 302
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": "martre@example.org"})
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_recovery_phrase_is_shown_once_and_hashed(client):
    sign_up(client)
    phrase = client.post(reverse("account_recovery_phrase")).context["phrase"]
    assert len(phrase.split()) == 6
    assert phrase.split()[0] not in RecoveryPhrase.objects.get().hashed
    assert phrase not in client.get(reverse("account_recovery_phrase")).content.decode()


def test_recovery_phrase_asks_for_the_password_in_a_session_that_was_left_open(client):
    page = reverse("account_recovery_phrase")
    sign_up(client)
    kept = client.post(page).context["phrase"]
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert client.get(page).status_code == 200
    answer = client.post(page)
    assert answer.url == f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}"
    wrong = client.post(answer.url, {"password": "glycine au soleil"})
    assert wrong.context["form"].errors
    shown = client.post(answer.url, {"password": PASSWORD}, follow=True)
    assert shown.context["phrase"] not in ("", kept)
    assert len(shown.context["phrase"].split()) == 6


def recover(client, phrase, **changes):
    data = {"username": "loutre", "phrase": phrase, "password1": "nouvelle phrase de passe"}
    return client.post(reverse("account_recover"), data | changes)


def test_recovery_phrase_opens_the_account_once_whatever_its_spacing():
    user = User.objects.create_user("loutre", password=PASSWORD)
    phrase = signed_in_client(user).post(reverse("account_recovery_phrase")).context["phrase"]
    visitor = Client()
    assert recover(visitor, phrase.upper().replace(" ", "-")).status_code == 302
    user.refresh_from_db()
    assert user.check_password("nouvelle phrase de passe")
    assert recover(visitor, phrase).status_code == 400


def test_recovery_refuses_another_persons_phrase_and_floods():
    for name in ("loutre", "castor"):
        User.objects.create_user(name, password=PASSWORD)
    castor = signed_in_client(User.objects.get(username="castor"))
    phrase = castor.post(reverse("account_recovery_phrase")).context["phrase"]
    assert [recover(Client(), phrase).status_code for _ in range(6)] == [400] * 5 + [429]
    assert User.objects.get(username="loutre").check_password(PASSWORD)


def test_sessions_keep_neither_address_nor_browser():
    User.objects.create_user("loutre", password=PASSWORD)
    client = Client(REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Curious Browser 9")
    client.post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    session = UserSession.objects.get()
    assert (session.ip, session.user_agent) == ("::", "")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "192.0.2" not in page and "Curious" not in page


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_recover", "account_reset_password"])
def test_guest_pages_of_accounts_make_no_session(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert set(answer.cookies) <= {"csrftoken"}


@pytest.mark.parametrize(
    "name",
    [
        "account_profile", "account_second_factor", "account_sign_in_names", "account_recovery_phrase",
        "account_change_password", "account_email", "account_logout", "mfa_index", "usersessions_list",
    ],
)  # fmt: skip
def test_pages_about_ones_account_answer_to_their_owner_only(client, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(User.objects.create_user("loutre", password=PASSWORD, public_name="Martre"))
    assert client.get(reverse(name)).status_code == 200


def test_public_name_is_changed_unless_taken(client):
    User.objects.create_user("castor", public_name="Castor gris")
    user = User.objects.create_user("loutre", public_name="Martre")
    client.force_login(user)
    assert client.post(reverse("account_profile"), {"public_name": "castor GRIS"}).status_code == 400
    assert client.post(reverse("account_profile"), {"public_name": "Fouine"}).status_code == 302
    user.refresh_from_db()
    assert user.public_name == "Fouine"


def test_sign_in_asks_for_the_second_factor_that_exists(client):
    user = User.objects.create_user("loutre", password=PASSWORD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    answer = client.post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
