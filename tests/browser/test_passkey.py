"""A passkey: added to an account, then enough to sign in. Chromium's virtual authenticator plays the key."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

pytestmark = pytest.mark.browser


def test_passkey_is_added_and_then_signs_in(live_site, new_page, sign_in, outsider):
    page = new_page(viewport={"width": 1280, "height": 800})
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    sign_in(page, outsider)
    page.goto("/accounts/second-factor/")
    page.get_by_role("link", name="Utiliser une clé d’accès").click()
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/accounts/")
    assert page.get_by_label("Nom public").input_value() == "Passante"
