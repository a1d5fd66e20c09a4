"""Every door of people whom nobody knows: a crowd costs the others a moment, and shuts it on nobody."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.forms import LoginForm, RecoverForm, ResetPasswordForm, SignupForm
from campaign.forms import ContactForm, WatchForm
from engine.door_forms import FareForm
from engine.doors import WAIT, Door
from events.forms import AttendForm, ProposalForm, TractForm
from events.views import sharing
from intake.forms import ShownForm
from surveillance.forms import ReportForm
from tests.engine.test_doors import one_window, token_shown  # noqa: F401  (a fixture)
from tests.engine.test_proof_of_work import solution
from tests.events.conftest import make_event  # noqa: F401  (a fixture)
from tests.surveillance.conftest import typed_report  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
FLOOD = 40  # more than any door lets in for nothing

# Form, what a person types, and which of it must come back when they are asked for patience.
DOORS: dict[type[FareForm], tuple[dict[str, Any], str]] = {
    ContactForm: ({"sender": "moi@example.org", "message": "Bonjour à vous !"}, "message"),
    WatchForm: ({"commune": "Marseille", "radius_km": "20", "email": "moi@example.org"}, "email"),
    AttendForm: ({"nickname": "Mésange"}, "nickname"),
    ReportForm: ({}, "name"),
    ProposalForm: (
        {"title": "Ciné-club", "kind": "talk", "day": "2099-03-02", "hour": "20:00", "commune": "Marseille"},
        "title",
    ),
    TractForm: ({"title": "Jeudi", "front": "À dix-neuf heures.", "back": "Venez."}, "front"),
}


@pytest.fixture
def address(collective, make_event, commune):  # noqa: F811
    """Where each form is."""
    collective.contact_email = "cachee@example.org"
    collective.save()
    day = make_event(title="Atelier", hosts=[collective], attendance=True).occurrences.get()
    return {
        ContactForm: f"{collective.get_absolute_url()}ecrire/",
        WatchForm: "/collectifs/alertes/",
        AttendForm: f"{day.get_absolute_url()}inscription/",
        ReportForm: "/projets/signaler/",
        ProposalForm: "/agenda/proposer/",
        TractForm: "/tract/",
    }


@pytest.fixture(params=DOORS, ids=lambda form: form.__name__)
def door(request, address, typed_report):  # noqa: F811
    """One door: its form, its address, what is typed, which of it is looked for."""
    typed, word = DOORS[request.param]
    if request.param is ReportForm:
        typed = {name: value for name, value in typed_report.items() if name != "token"}
    return request.param, address[request.param], typed, word


def door_of(form: type[FareForm]) -> Door:
    return Door("tract", sharing.TRACTS_AN_HOUR, 3600) if form is TractForm else form.DOOR


def crowd(form):
    """As many as come in for nothing."""
    while not door_of(form).is_full():
        door_of(form).count()


def hidden(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1])


def work_on(page):
    return solution(html.unescape(re.search(r'data-work="([^"]+)"', page.content.decode())[1]))


def came_in(answer):
    return answer.status_code in (200, 302)


def test_every_form_for_strangers_is_in_this_table():
    def below(form):
        return {form} | {other for child in form.__subclasses__() for other in below(child)}

    elsewhere = {LoginForm, SignupForm, RecoverForm, ResetPasswordForm}  # tests/accounts/test_doors.py
    assert {form for form in below(FareForm) if "DOOR" in vars(form)} <= set(DOORS) | elsewhere


def test_empty_and_incomplete_forms_count_for_nothing(door, source):
    form, address, typed, word = door
    for number in range(FLOOD):
        wrong = {} if number % 2 else typed | {word: "", "token": form.fresh_token()}
        assert source.post(address, wrong).status_code == 422
    assert door_of(form).taken() == 0
    assert came_in(source.post(address, typed | {"token": hidden(source.get(address), "token")}))


def test_full_door_asks_for_work_keeps_the_words_and_lets_in_with_it(door, source):
    form, address, typed, word = door
    crowd(form)
    page = source.get(address)
    turned_back = source.post(address, typed | {"token": hidden(page, "token")})
    assert turned_back.status_code == 429
    assert typed[word] in html.unescape(turned_back.content.decode())
    assert hidden(turned_back, "token") == hidden(page, "token"), "The ticket goes on waiting."
    done = work_on(turned_back)
    assert came_in(source.post(address, typed | {"token": hidden(turned_back, "token"), "work": done}))
    replayed = Client().post(address, typed | {"token": hidden(source.get(address), "token"), "work": done})
    assert replayed.status_code == 429
    assert hidden(replayed, "work") == ""


@pytest.mark.parametrize("forged", ["AAAA", "é", "x" * 900])
def test_full_door_lets_nobody_in_with_forged_work(door, source, forged):
    form, address, typed, _word = door
    crowd(form)
    assert source.post(address, typed | {"token": form.fresh_token(), "work": forged}).status_code == 429


def test_full_door_lets_in_who_waited_once(door, source, monkeypatch):
    form, address, typed, _word = door
    crowd(form)
    ticket = token_shown(WAIT + 2, monkeypatch, salt=form.SALT)
    assert (
        source.post(address, typed | {"token": token_shown(WAIT - 5, monkeypatch, salt=form.SALT)}).status_code == 429
    )
    assert came_in(source.post(address, typed | {"token": ticket}))
    again = source.post(address, typed | {"token": ticket, next(iter(typed)): "sonst@example.org"})
    assert not came_in(again)


def test_page_brings_work_only_when_many_come(door, source):
    form, address, _typed, _word = door
    if form is not ProposalForm:
        assert "data-work" not in source.get(address).content.decode()
    crowd(form)
    assert solution_fits(source.get(address))


def solution_fits(page):
    from engine.proof_of_work import is_unspent

    return is_unspent(work_on(page))


def test_shown_forms_bring_a_token_of_their_own():
    salts = [form.SALT for form in DOORS]
    assert len(set(salts)) == len(salts)
    assert all(issubclass(form, (ShownForm, TractForm)) for form in DOORS)
