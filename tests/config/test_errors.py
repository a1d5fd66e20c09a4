"""Pages that say what went wrong, and what to do next."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from django.views import defaults
from django.views.csrf import csrf_failure

WITHOUT_DATABASE = ["400", "403_csrf", "413", "500", "503"]


@pytest.mark.parametrize("name", WITHOUT_DATABASE)
def test_error_page_renders_without_database_nor_request(name):
    with override("fr"):  # a query here would fail: the test has no database
        text = render_to_string(f"{name}.html")
    assert "<h1>" in text
    assert 'href="/"' in text


@pytest.mark.parametrize("name", ["403", "404", "429"])
def test_error_page_keeps_the_navigation(db, name):
    text = render_to_string(f"{name}.html", request=RequestFactory().get("/nowhere/"))
    assert "<h1>" in text
    assert 'class="site-nav"' in text


def test_error_answers_carry_their_status(db, rf):
    request = rf.get("/")
    assert defaults.bad_request(request, SuspiciousOperation()).status_code == 400
    assert defaults.permission_denied(request, PermissionDenied()).status_code == 403
    assert defaults.page_not_found(request, Http404()).status_code == 404
    assert defaults.server_error(request).status_code == 500
    assert csrf_failure(request).status_code == 403


def test_error_page_says_nothing_of_what_broke(db, rf):
    answer = defaults.permission_denied(rf.get("/"), PermissionDenied("secret reason"))
    assert b"secret reason" not in answer.content
