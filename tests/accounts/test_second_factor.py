"""Who needs a second factor gets nowhere dear without it; secrets are not in the database."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AnonymousUser, Group
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.access import second_factor_required
from accounts.models import User
from accounts.names import CAMPAIGN_MODERATORS, EDITORS, LEAK_RECIPIENTS
from accounts.rules import has_second_factor, needs_second_factor

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


def test_administrator_with_second_factor_gets_in(client, administrator):
    totp.TOTP.activate(administrator, SECRET)
    client.force_login(administrator)
    assert client.get("/cms/").status_code == 200


def test_administrator_sets_totp_up_from_the_first_password(client, administrator):
    """What happens on the first start: password, page, code, in."""
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
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
    code = totp.format_hotp_value(totp.hotp_value(SECRET, next(iter(totp.yield_hotp_counters_from_time()))))
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


def test_cms_adds_and_changes_accounts_without_real_name_or_email(client, administrator):
    totp.TOTP.activate(administrator, SECRET)
    client.force_login(administrator)
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


def test_cms_account_page_asks_for_the_public_name_only(client, administrator):
    totp.TOTP.activate(administrator, SECRET)
    client.force_login(administrator)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "name_email-public_name" in page
    assert "first_name" not in page and "avatar" not in page.lower().split("<main")[-1]
