"""Which name opens an account, and that nobody learns which login names there are."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import doors
from accounts.logins import new_login
from accounts.models import User
from accounts.services import make_recovery_phrase
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "glycine sous la pluie", "un autre mot de passe"


def sign_up(name, password=PASSWORD):
    client = Client()
    return client, client.post(reverse("account_signup"), {"public_name": name, "password1": password})


def signs_in(name, password=PASSWORD):
    """Who comes in so, by their public name."""
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": password})
    found = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    return found and found.public_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Martre", "Martre"),
        ("Martre", "MARTRE "),
        ("Élan d’hiver", "elan d'hiver"),
        ("Рысь", "рысь"),
        ("हिरण", "हिरण"),
        ("河狸", "河狸"),
        ("Ab", "ab"),
    ],
)
def test_name_of_the_sign_up_opens_the_account_as_names_are_compared(name, typed):
    assert sign_up(name)[1].status_code == 302
    assert signs_in(typed) == name
    assert signs_in(User.objects.get().username.upper()) == name
    assert signs_in(typed, OTHER) is None


def test_login_name_that_is_taken_is_told_to_nobody_and_shuts_nobody_out():
    User.objects.create_user("martre", password=OTHER, public_name="Fouine")
    client, answer = sign_up("Martre")
    page = client.get(answer.url).text
    made = User.objects.get(public_name="Martre")
    assert made.username in page and "Fouine" not in page
    assert (signs_in("Martre"), signs_in("martre", OTHER)) == ("Martre", "Fouine")
    assert signs_in("martre", "ni l’un ni l’autre") is None


def test_login_names_look_the_same_whether_they_were_taken_or_not():
    User.objects.create_user("martre")
    made = [new_login(name) for name in ("Martre", "Belette", "Été  à la mer !", "x" * 60)]
    assert [re.sub(r"\d{4}$", "0000", login) for login in made] == [
        "martre-0000", "belette-0000", "été-à-la-mer-0000", "x" * 50 + "-0000",
    ]  # fmt: skip
    for login in made:
        User(username=login, password="!").full_clean(exclude=["name_key"])


def test_login_name_has_more_digits_when_all_are_given(monkeypatch):
    monkeypatch.setattr("accounts.logins.secrets.randbelow", lambda many: many // 2)
    User.objects.create_user("martre-5000")
    assert new_login("Martre") == "martre-50000"


def test_accounts_from_before_keep_their_login_name_alone():
    User.objects.create_user("cle-de-loutre", password=PASSWORD, public_name="Loutre")
    assert (signs_in("cle-de-loutre"), signs_in("Loutre")) == ("Loutre", None)


def test_names_one_signs_in_with_are_changed_with_the_password_alone():
    client, _answer = sign_up("Martre")
    page, before = reverse("account_sign_in_names"), User.objects.get().username
    assert before in client.get(page).text
    assert client.post(page, {"login": "Castor gris"}).status_code == 302
    user = User.objects.get()
    assert re.fullmatch(r"castor-gris-\d{4}", user.username) and not user.name_opens
    assert (signs_in(user.username), signs_in("Martre"), signs_in(before)) == ("Martre", None, None)
    assert client.post(page, {"login": "", "name_opens": "on"}).status_code == 302
    assert User.objects.get().username == user.username and signs_in("Martre") == "Martre"
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.post(page, {"login": "loutre"}).url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get().username == user.username


@pytest.mark.parametrize("login", ["1234", "a\u202eb", "pаypal", "x" * 61])
def test_login_name_that_cannot_be_read_is_refused_and_kept(login):
    client = signed_in_client(User.objects.create_user("loutre", password=PASSWORD))
    answer = client.post(reverse("account_sign_in_names"), {"login": login})
    assert answer.status_code == 400 and list(answer.context["form"].errors) == ["login"]
    assert answer.context["form"]["login"].value() == login and User.objects.get().username == "loutre"


def test_taken_login_name_is_asked_for_in_vain_and_says_nothing():
    User.objects.create_user("martre", public_name="Fouine")
    client = signed_in_client(User.objects.create_user("loutre", password=PASSWORD))
    said = []
    for login in ("martre", "belette"):
        page = client.post(reverse("account_sign_in_names"), {"login": login}, follow=True).text
        said.append(re.sub(rf"{login}-\d{{4}}", "", page.split("<main")[1]))
    assert re.sub(r'value="[^"]*"', "", said[0]) == re.sub(r'value="[^"]*"', "", said[1])


def test_phrase_opens_by_either_name():
    sign_up("Martre")
    user = User.objects.get()
    for name in ("martre", user.username):
        typed = {"username": name, "phrase": make_recovery_phrase(user=user), "password1": OTHER}
        assert Client().post(reverse("account_recover"), typed).status_code == 302


def test_one_name_counts_together_however_it_is_spelled():
    for typed in ("Martre", "MARTRE", "m a r t r e", "Mаrtre", "Martré"):
        doors.SIGN_IN_NAME.count(typed)
    assert doors.SIGN_IN_NAME.is_full("martre") and not doors.SIGN_IN_NAME.is_full("fouine")
    doors.RECOVER_NAME.count("!!!")
    assert doors.RECOVER_NAME.taken("!!!") == 1 and not doors.RECOVER_NAME.taken("???")


def test_public_name_may_not_be_the_login_name_of_who_keeps_that_to_themselves():
    client = signed_in_client(User.objects.create_user("cle-de-loutre", public_name="Loutre"))
    assert client.post(reverse("account_profile"), {"public_name": "Clé de loutre"}).status_code == 400
    client, _answer = sign_up("Martre")
    again = {"public_name": User.objects.get(public_name="Martre").username}
    assert client.post(reverse("account_profile"), again).status_code == 302


def test_name_of_two_people_shows_in_no_clock(monkeypatch):
    slept, checked = [], []
    monkeypatch.setattr("accounts.hashing.time.sleep", slept.append)
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: checked.append(user.username) or check(user, raw))
    User.objects.create_user("fouine", password=OTHER, public_name="Hermine")
    sign_up("Fouine")
    sign_up("Belette")
    checked.clear()
    assert (signs_in("Fouine"), signs_in("Belette")) == ("Fouine", "Belette")
    assert len(checked) == 2 and "fouine" not in checked, "Who took the name waits for nobody else's hash."
    assert not any(slept)
    for name in ("Fouine", "Belette", "hermine", "martre"):
        slept.clear()
        assert signs_in(name, "faux") is None and slept[-1] > 0.2
        slept.clear()
        Client().post(reverse("account_recover"), {"username": name, "phrase": "a b c d e f", "password1": OTHER})
        assert slept[-1] > 0.2
