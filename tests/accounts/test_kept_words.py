"""What is typed is kept for whom it belongs to; sent without a session it comes back; sent twice it is one."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
import time
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import sending
from forum import services
from forum.machina import Post, Topic
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import forum_url, topic_url
from tests.conftest import PASSWORD, make_user, session_of
from tests.factors import code_of
from tests.states import ROOMS

SPEAKING = [room for room in ROOMS if room != "config"]  # whose forms are samples of the style page
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Every form with a long text: the template that draws it, and for whom a device keeps what is typed. Where guests come
# it is the tab's alone, and the account's for who is signed in.
ACCOUNT, TAB, NEVER = "account", "tab", "never"
LONG_FORMS = {
    "intake.forms.DeclineForm": ("events/decline.html", ACCOUNT),
    "intake.forms.SeveralForm": ("components/decide_several.html", ACCOUNT),
    "campaign.forms.CollectiveForm": ("campaign/collective_form.html", ACCOUNT),
    "campaign.forms.ContactForm": ("campaign/contact_form.html", NEVER),  # they give their address
    "campaign.forms.JoinForm": ("campaign/join_form.html", ACCOUNT),
    "campaign.forms.ListingForm": ("campaign/listing_form.html", ACCOUNT),
    "campaign.forms.ReasonForm": ("campaign/reason_form.html", ACCOUNT),
    "campaign.forms.StartCollectiveForm": ("campaign/start_form.html", TAB),
    "campaign.forms.StatementForm": ("campaign/statement_form.html", ACCOUNT),
    "campaign.forms.TakeOverForm": ("campaign/takeover_form.html", NEVER),  # they give another name of theirs
    "events.forms.attendance.MessageForm": ("events/attendees.html", ACCOUNT),
    "events.forms.attendance.RegistrationFields": ("events/edit.html", ACCOUNT),
    "events.forms.dates.DateChangeForm": ("events/date_change.html", ACCOUNT),
    "events.forms.events.EventForm": ("events/announce.html", ACCOUNT),
    "events.forms.imports.ImportForm": ("events/import.html", ACCOUNT),
    "events.forms.minutes.MinutesForm": ("events/minutes_form.html", ACCOUNT),
    "events.programme.forms.SessionForm": ("events/programme/form.html", ACCOUNT),
    "events.forms.proposals.CorrectionForm": ("events/proposal.html", TAB),
    "events.forms.proposals.ProposalForm": ("events/propose.html", TAB),
    "events.forms.tracts.TractForm": ("events/tract.html", TAB),
    "forum.deciding.forms.decisions.DecisionForm": ("forum/decision_form.html", ACCOUNT),
    "forum.deciding.forms.decisions.VoiceForm": ("forum/decision_voice.html", ACCOUNT),
    "forum.moderation.forms.FlagForm": ("forum/flag_form.html", ACCOUNT),
    "forum.people.forms.LetterForm": ("forum/letter_form.html", ACCOUNT),
    "forum.people.forms.PublicProfileForm": ("forum_member/profile_form.html", ACCOUNT),
    "forum.deciding.forms.polls.PollForm": ("forum/poll_form.html", ACCOUNT),
    "forum.writing.forms.writing.EditForm": ("forum_conversation/form_body.html", ACCOUNT),
    "forum.writing.forms.writing.ReplyForm": ("forum_conversation/form_body.html", ACCOUNT),
    "forum.writing.forms.writing.TopicForm": ("forum_conversation/form_body.html", ACCOUNT),
    "leaks.forms.DoorForm": ("leaks/source/drop.html", NEVER),
    "leaks.forms.NoteForm": ("leaks/desk/conversation.html", NEVER),
    "leaks.forms.ReplyForm": ("leaks/desk/conversation.html", NEVER),
    "surveillance.forms.lines.LineForm": ("surveillance/line_form.html", ACCOUNT),
    "surveillance.forms.projects.ProjectForm": ("surveillance/project_form.html", ACCOUNT),
    "surveillance.forms.reports.ReportForm": ("surveillance/report_form.html", TAB),
}
LONG_BY_HAND = {
    "campaign/admin/waiting_collectives.html": NEVER,  # among Wagtail's own screens, which have none of our scripts
    "campaign/decline_form.html": ACCOUNT,
    "events/proposal_card.html": ACCOUNT,
    "leaks/source/cleaning.html": NEVER,
    "leaks/source/come_back.html": NEVER,
    "surveillance/report_panel.html": ACCOUNT,
}
NAMED = ("attend.html", "attendance.html", "login.html", "signup.html", "recover.html", "erase.html", "watch_form.html")


def kinds_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


def long_forms():
    for room in SPEAKING:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if ".forms" in module.name:
                importlib.import_module(module.name)
    return {
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in set(kinds_of(forms.BaseForm))
        if kind.__module__.partition(".")[0] in SPEAKING
        and any(isinstance(field.widget, forms.Textarea) for field in getattr(kind, "base_fields", {}).values())
    }


def test_every_long_form_is_known():
    assert long_forms() == set(LONG_FORMS)
    drawn = re.compile(r"<textarea(?![^>]*\breadonly)")
    by_hand = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html") if drawn.search(one.read_text())}
    assert by_hand - {"allauth/elements/field.html"} == set(LONG_BY_HAND)


@pytest.mark.parametrize("template, kept", sorted({*LONG_FORMS.values(), *LONG_BY_HAND.items()}))
def test_device_keeps_what_it_should_and_nothing_else(template, kept):
    assert ("data-keep" in (TEMPLATES / template).read_text()) == (kept is not NEVER)


def test_device_keeps_nothing_where_a_name_is_given_nor_at_the_drop():
    kept = [one for one in TEMPLATES.rglob("*.html") if "data-keep" in one.read_text()]
    assert kept and not [one for one in kept if one.name in NAMED or "leaks" in one.parts or "account" in one.parts]


def test_no_template_lets_a_browser_cut():
    assert [one for one in TEMPLATES.rglob("*.html") if "maxlength" in one.read_text()] == []


# -- Without a session -------------------------------------------------------------------------------------------------
@pytest.fixture
def topic(collective, organiser):
    forum = make_spaces(collective=collective).public_forum
    return services.start_topic(forum=forum, author=organiser, subject="Jeudi", content="Qui vient ?")


def reply_address(topic):
    return f"{topic_url(topic)}post/create/"


def hidden(page):
    """The hidden fields of a page's last form with a text area, as a browser sends them."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if "<textarea" in form or "typed" in form)
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def hidden_of(page):
    """The hidden fields of a whole page."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def sign_in_with(client, page, user, **fields):
    given = hidden(page) | {"login": user.username, "password": PASSWORD, **fields}
    return client.post(reverse("account_login"), given, follow=True)


def test_words_sent_without_a_session_come_back_after_the_sign_in(topic, member, client_of):
    client = client_of(member)
    form = hidden(client.get(topic_url(topic)).text)
    client.cookies.pop("sessionid")
    answer = client.post(reply_address(topic), form | {"content": "Oui"})
    assert answer.status_code == 401 and "no-store" in answer["Cache-Control"]
    again = sign_in_with(client, answer.text, member, password="faux")
    assert 'name="typed"' in again.text, "A password mistyped loses nothing either."
    shown = sign_in_with(client, again.text, member)
    assert shown.redirect_chain[-1][0] == reverse("account_words") and "Oui" in shown.text
    sent = client.post(reply_address(topic), {"content": "Oui", "resent": "1"})
    assert sent.status_code == 302 and Post.objects.filter(topic=topic).count() == 2
    assert client.get(reverse("account_words")).status_code == 302


def test_words_of_one_account_are_not_shown_to_another(topic, member, outsider, client_of):
    client = client_of(member)
    form = hidden(client.get(topic_url(topic)).text)
    client.cookies.pop("sessionid")
    answer = client.post(reply_address(topic), form | {"content": "canari de l’un"})
    shown = sign_in_with(client, answer.text, outsider)
    assert shown.status_code == 409 and "canari" not in shown.text
    assert "canari" not in client.get(reverse("account_words"), follow=True).text


def test_words_go_through_the_second_factor_too(topic, client_of):
    member = make_user("castor", second_factor=True)
    client = client_of(member)
    form = hidden(client.get(topic_url(topic)).text)
    client.cookies.pop("sessionid")
    answer = client.post(reply_address(topic), form | {"content": "Oui"})
    asked = sign_in_with(client, answer.text, member)
    assert asked.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))
    shown = client.post(reverse("mfa_authenticate"), {"code": code_of(member)}, follow=True)
    assert "Oui" in shown.text and shown.redirect_chain[-1][0] == reverse("account_words")


def test_stranger_makes_the_server_keep_nothing(topic, source):
    from django.contrib.sessions.models import Session

    assert source.post(reply_address(topic), {"content": "des mots", "once": "."}).status_code == 401
    assert not Session.objects.exists()


def test_words_for_the_desk_are_shown_and_kept_nowhere(source):
    answer = source.post(reverse("desk:reply", args=[1]), {"text": "canari de la permanence", "once": "."})
    assert answer.status_code == 401 and "canari" in answer.text and 'name="typed"' not in answer.text


def test_form_from_before_another_sign_in_is_shown_to_be_sent_again(topic, member):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(member)
    form = hidden(client.get(topic_url(topic)).text) | {"csrfmiddlewaretoken": "x" * 64, "content": "Deux mots"}
    here = client.post(reply_address(topic), form, HTTP_SEC_FETCH_SITE="same-origin")
    assert here.status_code == 403 and "Deux mots" in here.text and "Envoyer maintenant" in here.text
    elsewhere = client.post(reply_address(topic), form, HTTP_SEC_FETCH_SITE="cross-site")
    assert elsewhere.status_code == 403 and "Deux mots" not in elsewhere.text


def test_script_hears_that_it_is_signed_out(topic, source):
    answer = source.post(reply_address(topic), {"content": "x", "draft": "1"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 401 and "connecté" in answer.json()["said"]


def test_words_come_along_with_a_passkey_and_stay_when_it_is_refused(topic, member, client_of, monkeypatch):
    client = client_of(member)
    form = hidden(client.get(topic_url(topic)).text)
    client.cookies.pop("sessionid")
    page = client.post(reply_address(topic), form | {"content": "Oui"}).text
    assert 'form="mfa_login"' in page
    given = {"typed": hidden(page)["typed"], "next": reverse("account_words"), "credential": '{"id": "x"}'}
    refused = client.post(reverse("mfa_login_webauthn"), given)
    assert refused.status_code == 401 and hidden(refused.text)["typed"] == given["typed"]
    passkey = member.authenticator_set.create(type="webauthn", data={"name": "x"})
    monkeypatch.setattr("accounts.codes.PasskeySignInForm.clean_credential", lambda form: passkey)
    monkeypatch.setattr("allauth.mfa.models.Authenticator.record_usage", lambda one: None)
    assert "Oui" in client.post(reverse("mfa_login_webauthn"), given, follow=True).text


def test_names_of_fields_count_for_the_size_of_what_is_kept(topic, source):
    given, kind = "content=x&once=.&{}=", "application/x-www-form-urlencoded"
    answers = [source.post(reply_address(topic), given.format("n" * size), kind) for size in (9, 600_000)]
    assert [answer.status_code for answer in answers] == [401, 302]


# -- Once --------------------------------------------------------------------------------------------------------------
def at_the_same_moment(user, address, form):
    """Two threads post the same form; where each was led."""
    key, led, start = session_of(user), [], threading.Barrier(2)

    def send():
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        start.wait()
        answer = client.post(address, form)
        led.append((answer.status_code, answer.get("Location")))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return led


@pytest.mark.django_db(transaction=True)
def test_reply_and_topic_sent_twice_at_the_same_moment_are_one(topic, member, client_of):
    form = hidden(client_of(member).get(topic_url(topic)).text) | {"content": "Une fois"}
    led = at_the_same_moment(member, reply_address(topic), form)
    assert Post.objects.filter(topic=topic).count() == 2 and led[0] == led[1] and led[0][0] == 302
    address = f"{forum_url(topic.forum)}topic/create/"
    form = hidden(client_of(member).get(address).text) | {"subject": "Affiches", "content": "Où ?"}
    led = at_the_same_moment(member, address, form)
    assert Topic.objects.filter(subject="Affiches").count() == 1 and led[0] == led[1]


def test_other_words_of_the_same_form_are_another_act_and_what_was_refused_may_be_tried_again(topic, member, client_of):
    client = client_of(member)
    form = hidden(client.get(topic_url(topic)).text)
    assert client.post(reply_address(topic), form | {"content": ""}).status_code == 400
    for words in ("Un", "Deux", "Deux", "Un"):
        assert client.post(reply_address(topic), form | {"content": words}).status_code == 302
    assert Post.objects.filter(topic=topic).count() == 4


def test_page_of_another_account_sends_nothing(topic, member, outsider, client_of):
    form = hidden(client_of(member).get(topic_url(topic)).text)
    answer = client_of(outsider).post(reply_address(topic), form | {"content": "canari de l’un"})
    assert answer.status_code == 409 and "canari" not in answer.text and Post.objects.filter(topic=topic).count() == 1


def test_receipt_is_given_for_what_was_accepted_and_for_nothing_else(topic, member, client_of):
    client, copy = client_of(member), "0" * 32
    form = hidden(client.get(topic_url(topic)).text) | {"device_copy": copy}
    assert f"received-{copy}" not in client.post(reply_address(topic), form | {"content": ""}).cookies
    receipt = client.post(reply_address(topic), form | {"content": "Oui"}).cookies[f"received-{copy}"]
    assert receipt["samesite"] == "Strict" and not receipt["httponly"]
    form["device_copy"] = "<script>"
    assert not [name for name in client.post(reply_address(topic), form | {"content": "Non"}).cookies if "rec" in name]


@pytest.mark.django_db(transaction=True)
def test_invitation_asked_for_twice_at_the_same_moment_is_one_link(collective, organiser, client_of):
    address = reverse("campaign:invite", args=[collective.slug])
    token = re.search(r'name="once" value="([^"]+)"', client_of(organiser).get(address).text)[1]
    given = {"role": "member", "uses": "1", "days": "7", "once": token}
    assert [status for status, _led in at_the_same_moment(organiser, address, given)] == [200, 200]
    assert collective.invitations.count() == 1
    client_of(organiser).post(address, given | {"once": ""})
    assert collective.invitations.count() == 2


def test_sign_in_sent_twice_leads_into_the_account_twice_and_a_session_that_is_over_stays_so(member):
    address = reverse("account_login")
    given = hidden_of(Client().get(address).text) | {"login": member.username, "password": PASSWORD}
    first, second = Client(), Client()
    assert [one.post(address, given).status_code for one in (first, second)] == [302, 302]
    assert [one.get(reverse("account_profile")).status_code for one in (first, second)] == [200, 200]
    assert Client().post(address, given | {"password": "faux"}).status_code == 422
    first.post(reverse("account_logout"))
    late = Client()
    late.post(address, given)
    assert late.get(reverse("account_profile")).status_code == 302


def test_sign_up_sent_twice_leads_into_the_account_twice(db):
    address = reverse("account_signup")
    given = hidden_of(Client().get(address).text) | {"public_name": "Martre", "password1": PASSWORD}
    first, second = Client(), Client()
    assert first.post(address, given).url == second.post(address, given).url
    assert [one.get(reverse("account_profile")).status_code for one in (first, second)] == [200, 200]


def sendings_in(store):
    """What a store holds of sendings, and for how many seconds, in memory or in Redis."""
    cache = caches[store]
    if hasattr(cache._cache, "get_client"):
        client = cache._cache.get_client()
        return {key.decode(): client.ttl(key) for key in client.keys("*sending:*")}
    return {key: until - time.time() for key, until in cache._expire_info.items() if "sending:" in key}


def test_what_strangers_send_fills_no_store_of_counts(source):
    for number in range(5):
        source.post(reverse("account_logout"), {"once": f".{number:016}"})
    assert len(sendings_in(sending.STORE)) == 10
    assert all(0 < left <= sending.REMEMBERED for left in sendings_in(sending.STORE).values())
    if not settings.REDIS_URL:  # which is one store for all, and bounded by itself
        assert not sendings_in("default")


def test_address_of_any_length_is_not_remembered(member):
    given = {"login": member.username, "password": PASSWORD, "once": f".{6:016}", "next": f"/agenda/?a={'a' * 10_000}"}
    assert len(Client().post(reverse("account_login"), given)["Location"]) > 10_000
    assert not sendings_in(sending.STORE)


def test_only_some_wait_for_what_is_being_sent(monkeypatch):
    monkeypatch.setattr(sending, "_places_to_wait", threading.BoundedSemaphore(1))
    monkeypatch.setattr(sending.time, "sleep", lambda _seconds: pytest.fail("Nobody waits."))
    caches[sending.STORE].set("sending:x", sending.BEGUN)
    sending._places_to_wait.acquire()
    assert sending._wait_for("sending:x") == sending.BEGUN


# Forms of people without account: those that make something bear the form's own token (engine/idempotency.py); what
# the others do is the same when it is done twice.
SAME_WHEN_DONE_TWICE = {
    "campaign/watch_confirm.html",
    "campaign/watch_leave.html",
    "events/attendance.html",
    "events/attendance_confirm.html",
    "events/proposal.html",
    "forum/letters_stop.html",
    "forum/stop_mails.html",
}
ONCE_OF_THEIR_OWN = {"campaign/start_form.html"}  # it makes nothing: a page is shown that asks


def test_every_form_that_is_posted_is_done_once():
    posted = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.S)
    tokens = ("csrf_token", "components/fare.html", "campaign/open_form_fields.html")
    bare = {
        str(one.relative_to(TEMPLATES))
        for one in TEMPLATES.rglob("*.html")
        for form in posted.findall(one.read_text())
        if not any(token in form for token in tokens) and "leaks" not in one.parts
    }
    assert bare == SAME_WHEN_DONE_TWICE | ONCE_OF_THEIR_OWN
