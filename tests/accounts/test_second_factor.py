"""Who needs a second factor gets nowhere dear without it; secrets are not in the database."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.access import own_address, second_factor_required
from accounts.models import User
from accounts.names import CAMPAIGN_MODERATORS, EDITORS, LEAK_RECIPIENTS
from accounts.rules import has_second_factor, needs_second_factor
from tests.factors import code_now

pytestmark = pytest.mark.django_db
PASSWORD = "glycine sous la pluie"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def administrator():
    return User.objects.create_superuser("admin", password=PASSWORD)


@pytest.mark.parametrize("name", [CAMPAIGN_MODERATORS, EDITORS, LEAK_RECIPIENTS])
def test_groups_with_responsibilities_exist_and_need_a_second_factor(name):
    user = User.objects.create_user("loutre")
    assert not needs_second_factor(user)
    user.groups.add(Group.objects.get(name=name))
    assert needs_second_factor(user)


def test_rules_say_no_to_guests_and_recovery_codes_alone():
    user = User.objects.create_user("loutre")
    assert not needs_second_factor(AnonymousUser()) and not has_second_factor(AnonymousUser())
    RecoveryCodes.activate(user)
    assert not has_second_factor(user)
    totp.TOTP.activate(user, SECRET)
    assert has_second_factor(user)


MODERATION = ["/forum/posts/1/moderate/", "/en/forum/topics/1/split/", "/forum/topics/1/merge/"]


@pytest.mark.parametrize("path", ["/cms/", "/admin/", "/admin/accounts/user/", "/cms/pages/1/", *MODERATION])
def test_administrator_is_led_to_set_up_before_anything(client, administrator, path):
    client.force_login(administrator)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_second_factor"))
    assert client.get(answer.url).status_code == 200


def test_administrator_whose_session_used_the_factor_gets_in(client, client_of, administrator):
    totp.TOTP.activate(administrator, SECRET)
    assert client_of(administrator).get("/cms/").status_code == 200
    client.force_login(administrator)  # the account has one, this session used none
    assert client.get("/cms/").url == reverse("account_second_factor") + "?next=%2Fcms%2F"


def test_administrator_sets_totp_up_from_the_first_password(client, administrator):
    """What happens on the first start: password, page, code, in."""
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = code_now(secret)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("path", ["/cms/login/", "/admin/login/"])
def test_other_login_pages_lead_to_ours(path):
    answer = Client().post(path, {"username": "admin", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("account_login"))


def test_secrets_in_the_database_are_encrypted():
    user = User.objects.create_user("loutre")
    totp.TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert all(code not in stored for code in codes.get_unused_codes())
    wrapped = Authenticator.objects.get(type="totp").wrap()
    code = code_now(SECRET)
    assert wrapped.validate_code(code)


def test_secrets_survive_a_change_of_secret_key(settings):
    user = User.objects.create_user("loutre")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests only, long enough"
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes


def answer_of_guarded_view(user):
    request = RequestFactory().get("/desk/")
    request.user = user
    return second_factor_required(lambda request: HttpResponse("in"))(request)


def test_second_factor_required_sends_each_to_the_right_place():
    user = User.objects.create_user("loutre")
    assert answer_of_guarded_view(AnonymousUser()).url.startswith(reverse("account_login"))
    assert answer_of_guarded_view(user).url.startswith(reverse("account_second_factor"))
    totp.TOTP.activate(user, SECRET)
    assert answer_of_guarded_view(user).content == b"in"


def test_set_up_page_goes_back_to_our_addresses_only(client):
    client.force_login(User.objects.create_user("loutre"))
    url = reverse("account_second_factor")
    assert client.get(url, {"next": "/desk/"}).context["next"] == "/desk/"
    assert client.get(url, {"next": "https://example.org/"}).context["next"] == ""


def test_cms_adds_and_changes_accounts_without_real_name_or_email(client_of, administrator):
    totp.TOTP.activate(administrator, SECRET)
    client = client_of(administrator)
    add = reverse("wagtailusers_users:add")
    assert "first_name" not in client.get(add).content.decode()
    data = {"username": "castor", "public_name": "Castor brun", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(add, data)
    assert answer.status_code == 302, answer.context["form"].errors
    user = User.objects.get(username="castor")
    edit = reverse("wagtailusers_users:edit", args=[user.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"username": "castor", "public_name": "Castor gris", "is_active": "on"}).status_code == 302
    user.refresh_from_db()
    assert (user.public_name, user.email) == ("Castor gris", "")
    assert client.get(reverse("wagtailusers_users:index"), {"q": "gris"}).status_code == 200


def test_cms_account_page_asks_for_the_public_name_only(client_of, administrator):
    totp.TOTP.activate(administrator, SECRET)
    page = client_of(administrator).get(reverse("wagtailadmin_account")).content.decode()
    assert "name_email-public_name" in page
    assert "first_name" not in page and "avatar" not in page.lower().split("<main")[-1]


def test_application_is_offered_as_picture_link_and_key_and_leads_back_to_where_one_was(client):
    User.objects.create_user("loutre", password=PASSWORD)
    client.post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    client.get(reverse("account_second_factor"), {"next": "/forum/?p=1"})
    answer = client.get(reverse("mfa_activate_totp"))
    page, secret = BeautifulSoup(answer.text, "lxml").select_one("main"), answer.context["form"].secret
    link = page.select_one("a[href^='otpauth://totp/']")["href"]
    assert parse_qs(urlsplit(link).query)["secret"] == [secret] and page.select_one(".totp-key").text == secret
    assert max(len(path["d"]) for path in page.select(".qr svg path")) > 500 and not page.select("img, [style]")
    assert "no-store" in answer["Cache-Control"]

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.context["form"].secret == secret, "Who mistyped need not scan again."
    codes = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)
    page = BeautifulSoup(codes.text, "lxml").select_one("main")
    assert len(page.select(".recovery-codes code")) == 10
    onward = page.select_one("a.button--primary")["href"]
    assert client.get(onward).url == "/forum/?p=1"


def test_recovery_codes_lead_on_to_the_account_when_one_was_nowhere(client_of, administrator):
    totp.TOTP.activate(administrator, SECRET)
    RecoveryCodes.activate(administrator)
    page = BeautifulSoup(client_of(administrator).get(reverse("mfa_view_recovery_codes")).text, "lxml")
    assert page.select_one("main a.button--primary")["href"] == reverse("account_profile")


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver//evil.example",
        "http://testserver////evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
    ],
)
def test_way_back_leads_to_no_other_site(rf, address):
    assert own_address(rf.get("/"), address) == ""
    assert own_address(rf.get("/"), "http://testserver/forum/?a=//b") == "/forum/?a=//b"


@pytest.fixture
def lost_key(settings):
    """`lost_key()`: the server gets another SECRET_KEY and forgets the one before."""

    def lose():
        settings.SECRET_KEY = "another key for tests only, long enough"

    return lose


def sign_in(client, name, code):
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_factor_that_no_key_opens_is_told_with_what_to_do_and_taken_away_by_the_operator(client, lost_key):
    user = User.objects.create_user("loutre", password=PASSWORD)
    totp.TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    lost_key()
    for code in (code_now(SECRET), codes[0], "000000"):
        answer = sign_in(client, "loutre", code)
        assert answer.status_code == 422 and "ne peut plus lire le secret" in answer.text
    call_command("forget_factor", "loutre")
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="can read every second factor"):
        call_command("forget_factor", "loutre")
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_factor", "nobody")


def test_recovery_codes_that_open_let_in_beside_a_factor_that_does_not(client, lost_key):
    user = User.objects.create_user("loutre", password=PASSWORD)
    totp.TOTP.activate(user, SECRET)
    lost_key()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert "ne peut plus lire le secret" in sign_in(client, "loutre", "000000").text
    assert sign_in(client, "loutre", code).status_code == 302
    assert client.get(reverse("account_profile")).status_code == 200


def test_who_is_in_makes_new_codes_in_place_of_some_that_cannot_be_read(client_of, administrator, lost_key):
    totp.TOTP.activate(administrator, SECRET)
    RecoveryCodes.activate(administrator)
    lost_key()
    client = client_of(administrator)
    for name in ("mfa_index", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).status_code == 200
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 200 and "Faites-en de nouveaux" in answer.text
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
