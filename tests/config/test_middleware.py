"""What every answer tells the browser."""

from __future__ import annotations

import secrets
import subprocess
import sys

import pytest


def directives(response) -> dict[str, str]:
    """The answer's policy as directive and sources."""
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


PUBLIC = ["/style/", "/nothing-here/", "/accounts/login/", "/en/accounts/login/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_policy_allows_nothing_inline_nor_foreign_on_public_pages(client, db, path):
    policy = directives(client.get(path))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())
    assert "http" not in " ".join(policy.values())


@pytest.mark.parametrize("path", ["/cms/login/", "/admin/login/"])
def test_policy_lets_the_administrations_write_inline_by_path(client, db, path):
    policy = directives(client.get(path))
    assert "'unsafe-inline'" in policy["style-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"


@pytest.mark.parametrize("path", ["/cmsx/", "/en/cms/", "/administration/"])
def test_policy_stays_strict_when_a_path_only_looks_like_an_administration(client, db, path):
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_headers_refuse_framing_sniffing_sensors_and_referrers(client, db):
    response = client.get("/accounts/login/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "interest-cohort=()" in response["Permissions-Policy"]
    assert "camera=()" in response["Permissions-Policy"]


def test_settings_demand_https_and_secure_cookies_when_the_site_has_https(tmp_path):
    code = (
        "from config.settings import base as s;"
        "print(s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_INCLUDE_SUBDOMAINS);"
        "print(*s.SECURE_PROXY_SSL_HEADER)"
    )
    environment = {
        "PATH": "/usr/bin",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": "https://campaign.example",
        "ALLOWED_HOSTS": "campaign.example",
        "EMAIL_URL": "console:",
    }
    output = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert output.stdout.split() == ["31536000", "True", "True", "False", "HTTP_X_FORWARDED_PROTO", "https"]
