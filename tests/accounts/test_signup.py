"""Sign-up by pseudonym, sign-in, and the way back."""

import time
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import RecoveryPhrase, User
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "glycine sous la pluie"


def sign_up(client, **changes):
    data = {"username": "loutre-75", "public_name": "Martre", "password1": PASSWORD, "password2": PASSWORD, "email": ""}
    return client.post(reverse("account_signup"), data | changes)


def test_sign_up_needs_no_email_and_leads_to_the_recovery_phrase():
    client = Client()
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, reverse("account_recovery_phrase"))
    user = User.objects.get(username="loutre-75")
    assert (user.public_name, user.email) == ("Martre", "")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_without_email_shows_the_phrase_before_it_goes_on():
    client, onward = Client(), "/collectifs/lancer/relire/?p=a%3Ab&q=1"
    answer = client.post(
        f"{reverse('account_signup')}?{urlencode({'next': onward})}",
        {"username": "loutre-75", "public_name": "Martre", "password1": PASSWORD, "password2": PASSWORD, "email": ""},
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
    answer = client.post(reverse("account_login"), {"login": "loutre-75", "password": PASSWORD})
    assert answer.status_code == 302


def test_sign_up_with_email_sends_a_confirmation_and_signs_in():
    answer = sign_up(Client(), email="martre@example.org")
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["martre@example.org"]]


def test_sign_up_keeps_the_account_when_the_mail_server_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert sign_up(Client(), email="martre@example.org").status_code == 302
    assert User.objects.filter(username="loutre-75").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"public_name": "Loutre-75"}, "public_name"),
        ({"public_name": "mésange"}, "public_name"),
        ({"public_name": "ＭÉSANGE"}, "public_name"),
        ({"public_name": "a\u202eb"}, "public_name"),
        ({"public_name": "…"}, "public_name"),
        ({"public_name": ""}, "public_name"),
        ({"username": "taken"}, "username"),
        ({"username": "x"}, "username"),
        ({"password1": "court", "password2": "court"}, "password1"),
        ({"password2": "another one entirely"}, "password2"),
    ],
)
def test_sign_up_refuses_and_keeps_what_was_typed(changes, field):
    User.objects.create_user("taken", public_name="Mésange")
    answer = sign_up(Client(), **changes)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["username"].value() == changes.get("username", "loutre-75")
    assert User.objects.count() == 1


def test_login_name_is_shown_to_nobody():
    assert "secret-login" not in str(User.objects.create_user("secret-login"))
    assert str(User(username="x", public_name="Martre")) == "Martre"


def test_password_change_and_reset_by_mail():
    client = Client()
    sign_up(client, email="martre@example.org")
    new = "une autre phrase longue"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
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
    new = "nouvelle phrase de passe"
    data = {"username": "loutre", "phrase": phrase, "password1": new, "password2": new}
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
        "account_profile", "account_second_factor", "account_recovery_phrase", "account_change_password",
        "account_email", "account_logout", "mfa_index", "usersessions_list",
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
