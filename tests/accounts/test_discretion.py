"""What a stranger cannot learn of an address, and what whoever carries a mail cannot learn of its reader."""

import base64
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tokens import seal, unseal
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "glycine sous la pluie"
KNOWN, UNKNOWN = "martre@example.org", "personne@example.org"
NUMBER = 7_340_121  # of an account: nothing else on a page or in a mail looks like it


@pytest.fixture
def owner():
    user = User.objects.create_user("cle-de-martre", email=KNOWN, password=PASSWORD, public_name="Martre", id=NUMBER)
    EmailAddress.objects.create(user=user, email=KNOWN, verified=True, primary=True)
    return user


def sign_up(email, number):
    data = {"public_name": f"Nom {'ab'[number]}", "email": email, "password1": PASSWORD}
    client = Client()
    answer = client.post(reverse("account_signup"), data)
    return client, answer


def shown(client, path):
    """A page without what is other for everybody: tokens of forms, names with their signs, and addresses."""
    page = re.sub(r'<svg class="sign".*?</svg>', "", client.get(path).text)
    page = re.sub(r'data-(?:reader|seal)="\w*"', "", page)
    return re.sub(r'value="[^"]*"|nom-[ab]-\d+|Nom [ab]|/nom-[ab]|Nom%20[ab]|[\w.]+@example\.org|id_\w+', "", page)


def test_sign_up_says_the_same_of_a_known_address_and_tells_its_owner(owner):
    answers, sent, pages = [], [], []
    for number, address in enumerate((UNKNOWN, KNOWN)):
        mail.outbox.clear()
        client, answer = sign_up(address, number)
        answers.append((answer.status_code, answer.url))
        sent.append([message.to for message in mail.outbox])
        pages.append([shown(client, reverse(name)) for name in ("account_email", "account_profile")])
    assert answers[0] == answers[1]
    assert sent == [[[UNKNOWN]], [[KNOWN]]]
    assert pages[0] == pages[1]
    (told,) = mail.outbox
    assert reverse("account_reset_password") in told.body and "/confirm-email/" not in told.body
    assert "nom b" not in told.body.lower() and "nom-b" not in told.body
    assert not EmailAddress.objects.get(user__public_name="Nom b").verified
    assert EmailAddress.objects.get(user=owner).verified


def test_known_address_given_again_and_again_is_told_of_no_more_than_an_unknown_one(owner):
    sent = {}
    for address in (UNKNOWN, KNOWN):
        mail.outbox.clear()
        client, _answer = sign_up(address, address == KNOWN)
        statuses = [
            client.post(reverse("account_email"), {"action_send": "", "email": address}).status_code for _ in range(8)
        ]
        sent[address] = (len(mail.outbox), statuses)
    assert sent[KNOWN] == sent[UNKNOWN]
    assert sent[KNOWN][0] == 5


def test_account_page_says_the_same_of_a_known_address(owner, outsider):
    pages = []
    for address in (UNKNOWN, KNOWN):
        mail.outbox.clear()
        client = signed_in_client(outsider)
        answer = client.post(reverse("account_email"), {"action_add": "", "email": address})
        pages.append(
            (answer.status_code, answer.url, shown(client, answer.url), [m.to for m in mail.outbox] == [[address]])
        )
        EmailAddress.objects.filter(user=outsider).delete()
    assert pages[0] == pages[1]


def test_password_reset_says_the_same_of_a_known_address(owner):
    pages = []
    for address in (UNKNOWN, KNOWN):
        mail.outbox.clear()
        client = Client()
        answer = client.post(reverse("account_reset_password"), {"email": address})
        pages.append(
            (answer.status_code, answer.url, shown(client, answer.url), [m.to for m in mail.outbox] == [[address]])
        )
    assert pages[0] == pages[1]


def in_clear(text):
    """A text, with all that is base64, hexadecimal or base 36 in it read."""
    read = [text]
    for piece in re.findall(r"[\w=-]+", text):
        for part in (piece, *piece.split("-"), *piece.split(":")):
            try:
                read.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1"))
                read.append(bytes.fromhex(part).decode("latin-1"))
            except ValueError:
                pass
            if len(part) < 12 and part.isalnum() and part.isascii():
                read.append(str(int(part, 36)))
    return "\n".join(read)


def test_mails_about_an_account_hold_neither_its_name_nor_its_number(owner):
    EmailAddress.objects.filter(user=owner).update(id=NUMBER - 1)  # the next one has the number of the account
    client = signed_in_client(owner)
    client.post(reverse("account_email"), {"action_add": "", "email": "autre@example.org"})
    assert EmailAddress.objects.get(email="autre@example.org").pk == NUMBER or connection.vendor != "sqlite"
    Client().post(reverse("account_reset_password"), {"email": KNOWN})
    sign_up(KNOWN, 1)
    assert [message.to[0] for message in mail.outbox] == ["autre@example.org", KNOWN, KNOWN]
    for message in mail.outbox:
        said = in_clear(str(message.message()) + message.body)
        assert not re.search(rf"(?i)martre(?!@)|{NUMBER}", said)


def test_reset_link_opens_once_and_tells_the_login_name_afterwards(owner):
    Client().post(reverse("account_reset_password"), {"email": KNOWN})
    (link,) = re.findall(r"https?://testserver(\S+)", mail.outbox[0].body)
    client, new = Client(), "une autre phrase longue"
    page = client.get(link, follow=True)
    assert page.status_code == 200 and "cle-de-martre" not in page.text
    done = client.post(page.redirect_chain[-1][0], {"password1": new}, follow=True)
    assert "cle-de-martre" in done.text
    owner.refresh_from_db()
    assert owner.check_password(new)
    again = Client().get(link, follow=True)
    assert not again.redirect_chain and 'name="password1"' not in again.text
    number = "4d9m1-" + link.rsplit("-", 1)[-1]
    assert 'name="password1"' not in Client().get(f"/accounts/password/reset/key/{number}", follow=True).text


def test_confirmation_link_confirms_and_shows_no_name(owner):
    client = signed_in_client(owner)
    client.post(reverse("account_email"), {"action_add": "", "email": "autre@example.org"})
    (link,) = re.findall(r"https?://testserver(\S+)", mail.outbox[0].body)
    page = Client().get(link)
    assert "autre@example.org" in page.text and "cle-de-martre" not in page.text and "Martre" not in page.text
    assert Client().post(link).status_code == 302
    assert EmailAddress.objects.get(email="autre@example.org").verified
    assert Client().post("/accounts/confirm-email/abc/").status_code == 404


def test_token_is_read_for_its_purpose_alone():
    token = seal([3, 4], purpose="one")
    assert unseal(token, purpose="one") == [3, 4]
    assert token != seal([3, 4], purpose="one")
    assert [unseal(other, purpose="one") for other in ("", "é", "x", token[:-2], token + "A")] == [None] * 5
    assert unseal(token, purpose="two") is None
    assert unseal(token, purpose="one", seconds=-1) is None
