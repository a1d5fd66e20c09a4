"""Pages that say what went wrong, and what to do next."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
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
    head, foot = text.partition("<main")[0], text.partition("<footer")[2]
    assert 'class="site-header__brand" href="/"' in head
    assert all(
        f'href="/{page}/"' in foot for page in ("a-propos", "confidentialite", "mentions-legales", "accessibilite")
    )


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


def away(execute, sql, params, many, context):
    raise OperationalError("the connection is closed")


@pytest.fixture
def outage(db, client):
    client.raise_request_exception = False
    with connection.execute_wrapper(away):
        yield client


def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back(outage):
    answer = outage.get("/forum/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Une partie du site ne répond pas" in answer.content.decode()


def test_whoever_sent_something_meanwhile_is_told_to_go_back_for_their_words(outage):
    answer = outage.post("/accounts/login/", {"login": "martre", "password": "x"})
    assert answer.status_code == 503
    assert "Revenez en arrière" in answer.content.decode()


def test_what_is_wrong_stays_a_failure(db, client):
    def wrong(execute, sql, params, many, context):
        raise ValueError("wrong")

    client.raise_request_exception = False
    with connection.execute_wrapper(wrong):
        assert client.get("/forum/").status_code == 500


@pytest.mark.parametrize("address", ["/api/v3/", "/api/v3/pages/", "/cms/api/v3/"])
def test_wagtails_api_for_programs_has_no_address(client, db, address):
    assert client.get(address).status_code in (302, 404)
