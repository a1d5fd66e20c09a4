"""Accounts on a phone: signing up, a full door with and without script, one's own on the home page."""

from __future__ import annotations

import re
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

from accounts import doors
from accounts.forms import LoginForm
from accounts.models import User
from engine import idempotency
from engine.doors import WAIT
from tests.browsers import wait_until
from tests.conftest import PASSWORD, make_user
from tests.factors import code_now

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
both = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
SIGN_IN = "/accounts/login/"


def fits(page):
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


# -- Sign-up -----------------------------------------------------------------------------------------------------------
@both
def test_newcomer_types_a_name_and_a_password_sees_it_and_loses_neither(new_page, live_site, db, axe, script):
    make_user("martre")
    phone = new_page(viewport=PHONE, java_script_enabled=script)
    phone.goto("/accounts/signup/")
    name, password = phone.locator("main [name=public_name]"), phone.locator("main [name=password1]")
    name.fill("Martre")
    password.fill("glycine sous la pluie")
    phone.get_by_role("button", name="Afficher le mot de passe").click()
    phone.get_by_role("button", name="Masquer le mot de passe").wait_for()
    assert password.get_attribute("type") == "text" and password.input_value() == "glycine sous la pluie"
    assert name.input_value() == "Martre"
    fits(phone)
    if script:
        axe(phone)
    phone.get_by_role("button", name="Masquer le mot de passe").click()
    phone.get_by_role("button", name="Afficher le mot de passe").wait_for()
    assert password.get_attribute("type") == "password"
    password.press("Enter")
    phone.get_by_text("Quelqu’un écrit déjà sous ce nom").first.wait_for()
    assert (name.input_value(), password.input_value()) == ("Martre", "glycine sous la pluie")
    assert password.get_attribute("type") == "password"
    fits(phone)
    name.fill("Fouine")
    phone.get_by_role("button", name="Créer mon compte").click()
    phone.get_by_text("Vous vous connectez avec le nom Fouine").wait_for()
    fits(phone)
    if script:
        axe(phone)
    phone.context.clear_cookies()
    phone.goto(SIGN_IN)
    phone.locator("main [name=login]").fill("fouine")
    phone.locator("main [name=password]").fill("glycine sous la pluie")
    phone.get_by_role("button", name="Se connecter", exact=True).click()
    phone.get_by_text("Vous voilà connecté·e").wait_for()


@both
def test_second_factor_is_set_up_on_the_phone_itself(new_page, live_site, member, axe, script):
    phone = new_page(viewport=PHONE, java_script_enabled=script)
    phone.goto(SIGN_IN)
    phone.locator("main [name=login]").fill(member.username)
    phone.locator("main [name=password]").fill(PASSWORD)
    phone.get_by_role("button", name="Se connecter", exact=True).click()
    phone.get_by_text("Vous voilà connecté·e").wait_for()
    phone.goto("/accounts/second-factor/?next=/agenda/")
    phone.get_by_role("link", name="Utiliser une application").click()
    picture = phone.get_by_role("img", name="Code QR")
    assert picture.locator("svg").bounding_box()["width"] >= 200
    link = phone.get_by_role("link", name="Ouvrir dans mon application").get_attribute("href")
    secret = phone.locator(".totp-key").inner_text()
    assert link.startswith("otpauth://totp/") and f"secret={secret}" in link
    fits(phone)
    if script:
        axe(phone)
    phone.locator("main [name=code]").fill(code_now(secret))
    phone.get_by_role("button", name="Activer").click()
    phone.get_by_role("heading", name="Codes de secours").wait_for()
    assert phone.locator(".recovery-codes code").count() == 10
    fits(phone)
    if script:
        axe(phone)
    phone.get_by_role("link", name="retour là où j’en étais").click()
    phone.wait_for_url("**/agenda/")


# -- A full door -------------------------------------------------------------------------------------------------------
def hammer(live_site, name):
    """As many wrong passwords as fill the door of one name."""
    for number in range(doors.SIGN_IN_NAME.free):
        page = urlopen(f"{live_site.url}{SIGN_IN}")  # noqa: S310  (our own server)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        typed = urlencode({"csrfmiddlewaretoken": token, "login": name, "password": f"faux {number}"}).encode()
        headers = {"Cookie": cookie, "Referer": f"{live_site.url}{SIGN_IN}"}
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(f"{live_site.url}{SIGN_IN}", typed, headers))  # noqa: S310
        assert refused.value.code == 422
        refused.value.close()


def send(phone, name):
    if phone.locator("main [name=login]").input_value() != name:
        phone.locator("main [name=login]").fill(name)
    phone.locator("main [name=password]").fill(PASSWORD)
    with phone.expect_response(lambda answer: answer.request.method == "POST") as sent:
        phone.get_by_role("button", name="Se connecter", exact=True).click()
    return sent.value.status


def test_full_door_opens_to_a_browser_that_does_the_work(new_page, live_site, member):
    hammer(live_site, member.username)
    phone = new_page(viewport=PHONE)
    phone.goto(SIGN_IN)
    assert send(phone, member.username) == 429
    fits(phone)
    wait_until(phone, "document.querySelector('main [name=work]').value !== ''")
    assert send(phone, member.username) == 302
    phone.get_by_text("Vous voilà connecté·e").wait_for()


def test_full_door_opens_without_script_to_who_waits(new_page, live_site, member, monkeypatch):
    hammer(live_site, member.username)
    phone = new_page(viewport=PHONE, java_script_enabled=False)
    phone.goto(SIGN_IN)
    assert send(phone, member.username) == 429
    ticket = phone.locator("main [name=token]").get_attribute("value")
    phone.get_by_text(f"attendez {WAIT} secondes").first.wait_for()
    assert send(phone, member.username) == 429, "too early"
    assert phone.locator("main [name=token]").get_attribute("value") == ticket, "it goes on waiting"

    then = time.time() - WAIT - 2
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: then)
        waited = idempotency.fresh_token(salt=LoginForm.SALT)

    def shown_earlier(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r'(name="token" value=")[^"]+', rf"\g<1>{waited}", answer.text()))

    phone.route(f"**{SIGN_IN}", shown_earlier)
    phone.goto(SIGN_IN)
    phone.unroute(f"**{SIGN_IN}")
    assert send(phone, member.username) == 302
    phone.get_by_text("Vous voilà connecté·e").wait_for()


def test_pages_of_an_account_fit_on_a_phone_whatever_it_is_called(new_page, sign_in, member, axe):
    address = f"{'une-adresse-' * 4}longue@{'exemple-' * 4}org.example.org"
    EmailAddress.objects.create(user=member, email=address, primary=True)
    User.objects.filter(pk=member.pk).update(public_name="W" * 60, username="w" * 60)
    RecoveryCodes.activate(member)
    phone = new_page(viewport=PHONE)
    sign_in(phone, member)
    names = "profile sign_in_names email change_password second_factor recovery_phrase erase logout".split()
    for path in (*(reverse(f"account_{name}") for name in names), reverse("mfa_index"), reverse("usersessions_list")):
        phone.goto(path)
        fits(phone)
        axe(phone)


# -- The home page ----------------------------------------------------------------------------------------------------
def test_own_collectives_come_first_on_the_home_page(new_page, sign_in, organiser):
    phone = new_page(viewport=PHONE)
    sign_in(phone, organiser)
    phone.goto("/")
    own, promise = (phone.locator(one).bounding_box()["y"] for one in ("#own-title", ".hero__promise"))
    assert own < promise and own < PHONE["height"] / 2
