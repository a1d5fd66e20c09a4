"""Sign-in, sign-up and the two ways back: a crowd costs work or patience, and shuts nobody out."""

import html
import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import doors, forms
from accounts.models import User
from accounts.services import make_recovery_phrase
from engine import proof_of_work
from engine.doors import WAIT
from tests.engine.test_doors import one_window, token_shown  # noqa: F401  (a fixture)
from tests.engine.test_proof_of_work import solution
from tests.factors import code_now

pytestmark = pytest.mark.django_db
PASSWORD = "glycine sous la pluie"
NEW = "nouvelle phrase de passe"
SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN, SIGN_UP = "/accounts/login/", "/accounts/signup/"
RECOVER, RESET = "/accounts/recover/", "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def nobody_is_kept_waiting(monkeypatch):
    monkeypatch.setattr(forms, "TURNED_BACK_AFTER", 0)


@pytest.fixture
def loutre():
    return User.objects.create_user("loutre", password=PASSWORD)


@pytest.fixture
def castor():
    """Has an authenticator app."""
    user = User.objects.create_user("castor", password=PASSWORD)
    totp.TOTP.activate(user, SECRET)
    return user


def sign_in(name="loutre", password=PASSWORD, **more):
    return Client().post(SIGN_IN, {"login": name, "password": password} | more)


def sign_up(name, **more):
    typed = {"public_name": name, "password1": PASSWORD}
    return Client().post(SIGN_UP, typed | {"email": ""} | more)


def fill(door, who=""):
    while not door.is_full(who):
        door.count(who)


def work_on(answer):
    return solution(html.unescape(re.search(r'data-work="([^"]+)"', answer.content.decode())[1]))


def test_incomplete_forms_count_for_nothing(loutre):
    for _ in range(3):  # what is counted at all is counted at once
        Client().post(SIGN_IN, {})
        Client().post(SIGN_IN, {"login": "loutre"})
        Client().post(SIGN_IN, {"password": "x"})
        Client().post(RECOVER, {"username": "loutre"})
        Client().post(RESET, {"email": "nothing"})
        Client().post(SIGN_UP, {"public_name": "loutre"})
    taken = [door.taken() for door in (doors.SIGN_IN, doors.SIGN_UP, doors.RECOVER, doors.RESET)]
    assert taken == [0, 0, 0, 0]
    assert not doors.SIGN_IN_NAME.taken("loutre") and not doors.RECOVER_NAME.taken("loutre")
    assert sign_in().status_code == 302


def test_right_passwords_count_for_nothing(loutre):
    assert {sign_in().status_code for _ in range(7)} == {302}  # wrong ones of one name are five
    assert not doors.SIGN_IN.taken()


@pytest.mark.parametrize("name", ["loutre", "nobody"])
def test_wrong_passwords_of_one_name_ask_for_work_and_keep_the_name(loutre, name):
    codes = [sign_in(name, f"mauvais {number}").status_code for number in range(7)]
    assert codes == [422] * 5 + [429] * 2
    page = sign_in(name.upper(), "encore un")
    assert page.status_code == 429 and f'value="{name.upper()}"' in page.content.decode()
    assert sign_in("martre", "un autre nom").status_code == 422


def test_hammered_name_is_not_shut_for_its_owner(loutre, monkeypatch):
    for number in range(40):
        sign_in("loutre", f"mauvais {number}")
    turned_back = sign_in()
    assert turned_back.status_code == 429
    done = work_on(turned_back)
    assert sign_in(work=done).url == "/"
    assert sign_in(work=done).status_code == 429, "A piece of work counts once."
    ticket = token_shown(WAIT + 2, monkeypatch, salt=forms.LoginForm.SALT)
    assert sign_in(token=token_shown(WAIT - 5, monkeypatch, salt=forms.LoginForm.SALT)).status_code == 429
    assert sign_in(token=ticket).url == "/"
    assert sign_in(token=ticket).status_code == 429


def test_crowd_at_sign_in_is_hashed_nothing_unless_it_pays(loutre, monkeypatch):
    asked = []
    real = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: asked.append(user.username) or real(user, raw))
    fill(doors.SIGN_IN)
    answers = [sign_in("loutre"), sign_in("loutre", work="AAAA"), sign_in("nobody", token="x")]
    assert ([answer.status_code for answer in answers], asked) == ([429] * 3, [])
    assert sign_in(work=work_on(answers[0])).url == "/" and asked == ["loutre"]


def test_second_factor_passes_whatever_the_crowd_does(loutre, castor):
    fill(doors.SIGN_IN)
    fill(doors.SIGN_IN_NAME, "castor")
    client = Client()
    answer = client.post(SIGN_IN, {"login": "castor", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert client.post(answer.url, {"code": code_now(SECRET)}).status_code == 302
    assert client.session["_auth_user_id"] == str(castor.pk)


def test_crowd_does_not_tell_who_has_a_second_factor(loutre, castor, monkeypatch):
    fill(doors.SIGN_IN)
    for answer in (sign_in(name, "faux") for name in ("loutre", "castor", "nobody")):
        text = re.sub(r'(value|data-work)="[^"]*"', "", answer.content.decode())
        text = re.sub(r"/static/\S+", "", text)
        assert answer.status_code == 429
        assert text == re.sub(r"/static/\S+", "", re.sub(r'(value|data-work)="[^"]*"', "", text))
    assert [doors.SIGN_IN_NAME.taken(name) for name in ("loutre", "castor", "nobody")] == [1, 1, 1]
    monkeypatch.setattr(forms, "TURNED_BACK_AFTER", 0.2)
    for name in ("loutre", "castor", "nobody"):
        began = time.monotonic()
        assert sign_in(name, "faux").status_code == 429
        assert time.monotonic() - began >= 0.2


def test_guesses_without_work_at_a_name_with_second_factor_are_few(castor, monkeypatch):
    asked = []
    real = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: asked.append(raw) or real(user, raw))
    fill(doors.SIGN_IN)
    for number in range(30):
        assert sign_in("castor", f"faux {number}").status_code == 429
    assert len(asked) == doors.UNPAID_NAME.free
    page = sign_in("castor")
    assert page.status_code == 429 and sign_in("castor", work=work_on(page)).url == reverse("mfa_authenticate")


def test_stranger_who_hammers_a_name_shuts_no_page_of_its_owner(loutre):
    """Neither the password asked again, nor its change, nor the code."""
    client = Client()
    client.post(SIGN_IN, {"login": "loutre", "password": PASSWORD})
    for number in range(40):
        sign_in("loutre", f"mauvais {number}")
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert again.status_code == 302
    changed = {"oldpassword": PASSWORD, "password1": NEW}
    assert client.post(reverse("account_change_password"), changed).status_code == 302


def test_sign_up_always_brings_work_and_asks_for_it_when_many_come(monkeypatch):
    assert solution(html.unescape(re.search(r'data-work="([^"]+)"', Client().get(SIGN_UP).content.decode())[1]))
    done = solution(proof_of_work.challenge())
    assert sign_up("avec", work=done).status_code == 302
    assert not proof_of_work.is_unspent(done) and not doors.SIGN_UP.taken(), "Who brings work is no crowd."
    fill(doors.SIGN_UP)
    turned_back = sign_up("martre")
    assert turned_back.status_code == 429 and 'value="martre"' in turned_back.content.decode()
    assert f'value="{PASSWORD}"' in turned_back.content.decode(), "Nothing is typed again."
    assert not User.objects.filter(public_name="martre").exists()
    done = work_on(turned_back)
    assert sign_up("martre", work=done).status_code == 302
    assert sign_up("fouine", work=done).status_code == 429
    assert sign_up("fouine", token=token_shown(WAIT + 2, monkeypatch, salt=forms.SignupForm.SALT)).status_code == 302


def test_recovery_lets_in_who_pays_whatever_the_crowd_does(loutre, monkeypatch):
    phrase = make_recovery_phrase(user=loutre)
    typed = {"username": "loutre", "phrase": phrase, "password1": NEW}
    fill(doors.RECOVER)
    fill(doors.RECOVER_NAME, "loutre")
    turned_back = Client().post(RECOVER, typed)
    assert turned_back.status_code == 429 and phrase in turned_back.content.decode()
    assert Client().post(RECOVER, typed | {"work": work_on(turned_back)}).url == SIGN_IN
    typed["phrase"] = make_recovery_phrase(user=loutre)
    ticket = token_shown(WAIT + 2, monkeypatch, salt=forms.RecoverForm.SALT)
    assert Client().post(RECOVER, typed | {"token": ticket}).url == SIGN_IN


def test_mail_for_a_new_password_costs_work_in_a_crowd_and_fills_no_mailbox():
    User.objects.create_user("martre", email="martre@example.org", password=PASSWORD)
    answers = [Client().post(RESET, {"email": "Martre@example.org"}) for _ in range(8)]
    assert {answer.url for answer in answers} == {f"{RESET}done/"}
    assert len(mail.outbox) == doors.RESET_MAILS_AN_HOUR
    fill(doors.RESET)
    turned_back = Client().post(RESET, {"email": "autre@example.org"})
    assert turned_back.status_code == 429 and 'value="autre@example.org"' in turned_back.content.decode()
    answer = Client().post(RESET, {"email": "autre@example.org", "work": work_on(turned_back)})
    assert answer.url == f"{RESET}done/"


def test_no_page_of_accounts_counts_the_crowd_by_an_address(settings):
    """What allauth would count for "ip" counts for everybody, since everybody has one here."""
    from allauth.account import app_settings as account
    from allauth.mfa import app_settings as mfa

    counted = {**account.RATE_LIMITS, **mfa.RATE_LIMITS}
    reached = {name: rate for name, rate in counted.items() if rate and name not in NEVER_REACHED}
    assert [name for name, rate in reached.items() if "ip" in rate or rate.count("/") < 2] == []


NEVER_REACHED = {"request_login_code", "verify_phone", "change_phone"}  # codes by mail and telephones: not offered
