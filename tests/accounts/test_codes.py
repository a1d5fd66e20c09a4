"""Wrong codes, however many, keep out whoever guesses and not the owner."""

import json

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.codes import follow_each_other
from accounts.models import User
from tests.factors import code_now

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "glycine sous la pluie", "JBSWY3DPEHPK3PXP"


def codes(*steps):
    """The codes of the periods so many steps from now."""
    return [code_now(SECRET, steps=step) for step in steps]


@pytest.fixture
def castor():
    user = User.objects.create_user("castor", password=PASSWORD)
    totp.TOTP.activate(user, SECRET)
    return user


def before_the_code():
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "castor", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    return client


def give(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def hammer(times=12):
    thief = before_the_code()
    for _ in range(times):
        assert give(thief, "000001").status_code == 422
    return thief


def test_one_code_is_enough_while_nobody_guesses(castor):
    assert give(before_the_code(), codes(0)[0]).status_code == 302


def test_owner_passes_with_two_codes_in_a_row_while_somebody_guesses(castor):
    thief, owner = hammer(), before_the_code()
    one = give(owner, codes(0)[0])
    assert one.status_code == 422 and "_auth_user_id" not in owner.session
    assert "Tapez deux codes" in one.content.decode()
    pair = " ".join(codes(0, 1))
    assert give(owner, pair).status_code == 302
    assert owner.session["_auth_user_id"] == str(castor.pk)
    assert give(thief, pair).status_code == 422, "Two codes count once."
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("steps", [(1, 0), (0, 0), (-1, 1), (5, 6), (-4, -3), (0,), (-1, 0, 1)])
def test_other_codes_are_no_pair(castor, steps):
    hammer()
    owner = before_the_code()
    assert give(owner, " ".join(codes(*steps))).status_code == 422
    assert "_auth_user_id" not in owner.session


def test_pair_is_of_this_secret():
    assert follow_each_other(SECRET, *codes(0, 1)) and not follow_each_other("GEZDGNBVGY3TQOJQ", *codes(0, 1))


def test_code_asked_again_passes_while_somebody_guesses(castor):
    owner = before_the_code()
    give(owner, codes(0)[0])
    hammer()
    again = owner.post(reverse("mfa_reauthenticate"), {"code": " ".join(codes(0, 1))})
    assert again.status_code == 302


def test_passkey_is_refused_for_what_it_is_however_often(castor):
    """A forged one is refused as forged, not as one too many."""
    forged = {"credential": json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}})}

    def refusals():
        answer = before_the_code().post(reverse("mfa_authenticate"), forged)
        assert "_auth_user_id" not in answer.wsgi_request.session
        return answer.context["webauthn_form"].errors.as_text()

    before = refusals()
    hammer()
    assert before and [refusals() for _ in range(8)] == [before] * 8


@pytest.mark.django_db
@pytest.mark.parametrize(
    "credential",
    [
        {"id": "x"},
        [1],
        "x",
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": "x"},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "é", "userHandle": [1]}},
    ],
)
def test_passkey_that_no_browser_made_is_refused(castor, credential):
    forged = {"credential": json.dumps(credential)}
    source = Client()
    source.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert source.post(reverse("mfa_login_webauthn"), forged).status_code == 302
    answer = before_the_code().post(reverse("mfa_authenticate"), forged)
    assert answer.status_code == 422 and "_auth_user_id" not in answer.wsgi_request.session
