"""What a session may use of its person's powers, and what a password alone may not do to their factors."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as site
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import RecoveryPhrase, User
from accounts.powers import person_of
from accounts.rules import lacks_only_the_factor, may_use_powers, needs_second_factor
from campaign.rules import is_campaign_moderator, may_moderate
from forum.queries import handler_for
from tests.conftest import PASSWORD, make_user, signed_in_client
from tests.factors import code_now, code_of

pytestmark = pytest.mark.django_db


def without_factor(user: Any, *, kinds: tuple[str, ...] = ()) -> Any:
    """A session that gave the password, and used only these kinds of factor."""
    client = signed_in_client(user)
    session = client.session
    records = session["account_authentication_methods"]
    kept = [one for one in records if one["method"] == "password" or one["type"] in kinds]
    session["account_authentication_methods"] = kept
    session.save()
    return client


def person(client: Any) -> Any:
    return person_of(import_module(site.SESSION_ENGINE).SessionStore(client.session.session_key))


def sign_in(client: Any, user: Any) -> Any:
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})


def test_session_with_a_factor_has_every_power_of_its_person(moderator):
    one = person(signed_in_client(moderator))
    assert may_use_powers(one) and is_campaign_moderator(one) and may_moderate(one)
    assert one.has_perm("wagtailadmin.access_admin") and not lacks_only_the_factor(one)


@pytest.mark.parametrize("kinds", [(), ("recovery_codes",)])
def test_session_without_one_has_none_and_a_recovery_code_opens_none(moderator, kinds):
    RecoveryCodes.activate(moderator)
    one = person(without_factor(moderator, kinds=kinds))
    assert needs_second_factor(one) and lacks_only_the_factor(one)
    assert not (may_use_powers(one) or is_campaign_moderator(one) or may_moderate(one))
    assert not one.has_perm("wagtailadmin.access_admin") and not one.has_module_perms("wagtailcore")
    assert one.get_all_permissions() == one.get_group_permissions() == one.get_user_permissions() == set()
    assert list(one.groups.all()) == [] and not one.groups.filter(name="campaign-moderators").exists()


def test_superuser_without_factor_is_none_and_saving_them_takes_nothing_away(outsider):
    outsider.is_superuser = outsider.is_staff = True
    outsider.save()
    one = person(without_factor(outsider))
    assert not (one.is_superuser or one.is_staff or one.has_perm("accounts.change_user"))
    one.language = "en"
    one.save()
    one.refresh_from_db()
    assert not one.is_superuser and one.language == "en"
    stored = User.objects.get(pk=one.pk)
    assert stored.is_superuser and stored.is_staff


def test_factor_that_the_account_lost_counts_no_more(moderator):
    client = signed_in_client(moderator)
    assert may_use_powers(person(client))
    Authenticator.objects.filter(user=moderator).delete()
    assert not may_use_powers(person(client))
    assert client.get("/a-traiter/").url.startswith("/accounts/second-factor/")


def test_organiser_without_power_keeps_their_own_rights_and_one_with_a_power_waits_with_them(organiser, collective):
    from campaign.services import approve_collective

    approve_collective(collective=collective)
    assert person(without_factor(organiser)).has_perm("wagtailadmin.access_admin")
    organiser.groups.add(Group.objects.get(name="campaign-editors"))
    assert not person(without_factor(organiser)).has_perm("wagtailadmin.access_admin")
    assert organiser.memberships.filter(role="organiser").exists()


@pytest.mark.parametrize("how", ["right of one's own", "group without policy"])
def test_any_right_over_models_asks_for_a_factor(outsider, how):
    right = Permission.objects.get(codename="change_user")
    if how == "right of one's own":
        outsider.user_permissions.add(right)
    else:
        group = Group.objects.create(name="bricoleuses")
        group.permissions.add(right)
        outsider.groups.add(group)
    assert needs_second_factor(outsider)
    assert not person(without_factor(outsider)).has_perm("accounts.change_user")


def test_rights_that_are_remembered_go_from_no_session_to_another(moderator, transactional_db, collective):
    """The forum remembers rights from request to request: of two sessions of one person each has its own."""
    from forum.spaces.services import make_national_forums

    make_national_forums()
    strong, weak = signed_in_client(moderator), without_factor(moderator)
    able = lambda client: handler_for().forum_ids_with(person(client), "can_approve_posts")  # noqa: E731
    for _time in range(2):
        assert able(strong)
        assert not able(weak)
    one_handler = handler_for()
    assert one_handler.forum_ids_with(person(strong), "can_approve_posts")
    assert not one_handler.forum_ids_with(person(weak), "can_approve_posts")
    assert one_handler.forum_ids_with(person(strong), "can_approve_posts")


def test_count_of_what_waits_is_kept_apart_for_each_session(moderator, commune):
    from campaign.models import Collective

    for number in range(3):
        Collective.objects.create(name=f"Attend {number}", slug=f"attend-{number}", commune=commune)
    strong, weak = signed_in_client(moderator), without_factor(moderator)
    counts = [client.get("/accounts/counts/").text for client in (strong, weak, strong, weak)]
    assert counts[0] == counts[2] and counts[1] == counts[3]
    assert '<span class="count">3</span>' in counts[0]
    assert '<span class="count">1</span>' in counts[1], "the factor itself waits, and leads to it"


# -- Factors -----------------------------------------------------------------------------------------------------------
MANAGED = [
    "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "account_recovery_phrase", "account_erase",
]  # fmt: skip


@pytest.mark.parametrize("name", MANAGED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_password_alone_manages_no_factor_of_an_account_that_has_one(moderator, name, method):
    codes = RecoveryCodes.activate(moderator).get_unused_codes()
    before = list(Authenticator.objects.values_list("pk", "type"))
    client = without_factor(moderator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = getattr(client, method)(reverse(name), {"password": PASSWORD, "words": "gone"})
    assert answer.status_code == 405 or answer.url.startswith("/accounts/second-factor/")
    assert not any(code in answer.text for code in codes)
    assert list(Authenticator.objects.values_list("pk", "type")) == before
    assert not RecoveryPhrase.objects.exists()


def test_account_with_a_factor_is_erased_by_a_session_that_used_one(moderator):
    client = signed_in_client(moderator)
    assert client.post(reverse("account_erase"), {"password": PASSWORD, "words": "gone"}).url == "/"
    assert not User.objects.filter(pk=moderator.pk).exists()


def test_recovery_code_lets_one_replace_a_lost_factor_and_only_then_gives_powers(client, moderator):
    codes = RecoveryCodes.activate(moderator).get_unused_codes()
    sign_in(client, moderator)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get("/cms/").url.startswith("/accounts/second-factor/")
    assert reverse("mfa_deactivate_totp") in client.get("/accounts/second-factor/").text
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=moderator).exists()
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = code_now(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get("/cms/").status_code == 200


def test_sign_in_with_the_factor_opens_powers_at_once(client, moderator):
    sign_in(client, moderator)
    assert client.get("/cms/").status_code == 302, "half signed in"
    client.post(reverse("mfa_authenticate"), {"code": code_of(moderator)})
    assert client.get("/cms/").status_code == 200


def test_who_sets_a_factor_up_is_led_back_to_where_they_were(client):
    new = make_user("neuve", groups=("campaign-moderators",))
    sign_in(client, new)
    led = client.get("/a-traiter/")
    assert led.url == "/accounts/second-factor/?next=%2Fa-traiter%2F"
    assert client.get(led.url).status_code == 200
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = code_now(secret)
    codes = client.post(reverse("mfa_activate_totp"), {"code": code})
    page = client.get(codes.url)
    assert 'href="/accounts/second-factor/"' in page.text
    assert client.get("/accounts/second-factor/").url == "/a-traiter/"
    assert client.get("/a-traiter/").status_code == 200
    assert 'href="/accounts/second-factor/"' not in client.get(reverse("mfa_index")).text, "said once"
