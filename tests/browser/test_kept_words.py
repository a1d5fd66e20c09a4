"""No word is lost: sessions that end, lines that break, limits, fingers that press twice; and no word is another's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from campaign.services import update_collective
from forum import services
from forum.machina import Post
from forum.models import Draft
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from tests.browsers import wait_until
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

COPIES = (
    "[localStorage, sessionStorage].flatMap((one) => Object.entries(one)).filter(([name]) => name.startsWith('draft:'))"
)


@pytest.fixture
def topic(collective, organiser):
    forum = make_spaces(collective=collective).public_forum
    return services.start_topic(forum=forum, author=organiser, subject="Jeudi", content="Qui vient ?")


def sign_out(page):
    """The session ends while a page is open."""
    cookies = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)


def give_password(page, user):
    page.get_by_label("Identifiant").fill(user.username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()


def test_session_that_ended_while_writing_loses_nothing(live_site, phone, sign_in, member, topic):
    sign_in(phone, member)
    phone.goto(topic_url(topic))
    sign_out(phone)
    phone.get_by_label("Message").fill("Écrit sans session")
    phone.get_by_text("Vous n’êtes plus connecté·e. Vos mots sont gardés sur cet appareil.").wait_for()
    assert len(phone.evaluate(COPIES)) == 1 and "Écrit" not in str(phone.evaluate(COPIES))
    phone.locator("[data-kept-state]").get_by_role("link", name="Se connecter").click()
    give_password(phone, member)
    phone.wait_for_url("**" + topic_url(topic))
    expect(phone.get_by_label("Message")).to_have_value("Écrit sans session")
    phone.get_by_text("Brouillon enregistré à").wait_for()
    assert phone.evaluate(COPIES) == [] and Draft.objects.get().content == "Écrit sans session"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_sending_without_a_session_leads_through_the_sign_in(live_site, new_page, sign_in, member, topic, script):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(page, member)
    page.goto(topic_url(topic))
    sign_out(page)
    page.get_by_label("Message").fill("Envoyé sans session")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("rien n’est perdu").wait_for()
    give_password(page, member)
    expect(page.get_by_label("Ce que vous avez tapé")).to_have_value("Envoyé sans session")
    page.get_by_role("button", name="Envoyer maintenant").click()
    page.locator(".post", has_text="Envoyé sans session").wait_for()
    assert Post.objects.filter(topic=topic).count() == 2
    if script:
        assert page.evaluate(COPIES) == []


def test_copy_stays_until_the_page_that_confirms_is_seen(live_site, page, sign_in, member, topic):
    sign_in(page, member)
    page.goto(topic_url(topic))
    page.route("**/post/create/", lambda route: route.abort())
    page.get_by_label("Message").fill("Envoyé dans le tunnel")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    page.goto(topic_url(topic))
    expect(page.get_by_label("Message")).to_have_value("Envoyé dans le tunnel")
    assert len(page.evaluate(COPIES)) == 1
    page.get_by_role("button", name="Envoyer").click()
    page.locator(".post", has_text="Envoyé dans le tunnel").wait_for()
    assert page.evaluate(COPIES) == [] and page.get_by_label("Message").input_value() == ""
    assert "received" not in page.evaluate("document.cookie")


def test_nobody_else_reads_a_copy(live_site, page, sign_in, member, outsider, topic):
    sign_in(page, member)
    page.route("**/post/create/", lambda route: route.abort())
    page.goto(topic_url(topic))
    page.get_by_label("Message").fill("canari de l’un")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    sign_out(page)
    page.goto(topic_url(topic))
    assert len(page.evaluate(COPIES)) == 1 and "canari" not in str(page.evaluate(COPIES))
    sign_in(page, outsider)
    page.goto(topic_url(topic))
    assert page.get_by_label("Message").input_value() == "" and page.evaluate(COPIES) == []


def test_signing_out_leaves_no_copy(live_site, page, sign_in, member, topic):
    sign_in(page, member)
    page.route("**/post/create/", lambda route: route.abort())
    page.goto(topic_url(topic))
    page.get_by_label("Message").fill("canari")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(live_site + "/")
    assert page.evaluate(COPIES) == []


def test_page_of_another_account_sends_nothing_in_this_ones_name(live_site, page, sign_in, member, outsider, topic):
    sign_in(page, member)
    page.goto(topic_url(topic))
    page.get_by_label("Message").fill("De la main de l’un")
    sign_in(page, outsider)
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("ouvert par un autre compte").wait_for()
    assert "De la main" not in page.content() and Post.objects.filter(topic=topic).count() == 1


def test_limit_is_told_and_nothing_is_cut(live_site, phone, sign_in, member, topic):
    sign_in(phone, member)
    phone.goto(topic_url(topic))
    area = phone.get_by_label("Message")
    area.evaluate("(area) => { area.focus(); }")
    phone.evaluate("document.execCommand('insertText', false, 'mot '.repeat(25500))")
    assert len(area.input_value()) == 102_000
    phone.get_by_text("72000 signes de trop").wait_for()
    phone.get_by_role("button", name="Envoyer").click()
    phone.locator(".field__error", has_text="30").first.wait_for()
    assert len(phone.get_by_label("Message").input_value()) == 102_000


def test_first_tap_sends_after_a_name(live_site, phone, sign_in, member, organiser, topic):
    sign_in(phone, member)
    phone.goto(topic_url(topic))
    phone.get_by_label("Message").press_sequentially("Merci @referente")
    phone.get_by_role("option", name="Referente").wait_for()
    phone.get_by_role("button", name="Envoyer").tap()
    phone.locator(".post", has_text="Merci").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_double_press_posts_once(live_site, new_page, sign_in, member, topic, script):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(page, member)
    page.goto(topic_url(topic))
    page.get_by_label("Message").fill("Une seule fois")
    page.get_by_role("button", name="Envoyer").dblclick(no_wait_after=True)
    page.locator(".post", has_text="Une seule fois").first.wait_for()
    page.goto(topic_url(topic))
    assert Post.objects.filter(topic=topic).count() == 2
    page.go_back()
    expect(page.get_by_role("button", name=re.compile("Envoyer$")).first).to_be_enabled()


def copies_in(page, store):
    return page.evaluate(f"Object.keys({store}).filter((name) => name.startsWith('draft:')).length")


@pytest.mark.parametrize(
    "path, field",
    [("/collectifs/lancer/", "introduction"), ("/agenda/proposer/", "summary"), ("/projets/signaler/", "note")],
)
def test_words_of_a_guest_stay_in_the_tab(live_site, phone, path, field):
    phone.goto(path)
    area = phone.locator(f"textarea[name={field}]")
    phone.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    area.fill("Écrit sans compte")
    wait_until(phone, "Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))")
    assert copies_in(phone, "localStorage") == 0
    phone.reload()
    expect(area).to_have_value("Écrit sans compte")
    phone.get_by_role("button", name="Jeter").click()
    expect(area).to_have_value("")
    assert copies_in(phone, "sessionStorage") == 0


def test_whoever_writes_before_the_script_comes_loses_nothing(live_site, phone):
    waiting = []
    phone.route("**/kept_words*.js", lambda route: waiting.append(route))  # noqa: PLW0108 - it wants a function
    phone.goto("/collectifs/lancer/")
    area = phone.locator("textarea[name=introduction]")
    area.fill("Écrit sans attendre")
    phone.wait_for_timeout(300)
    assert waiting and copies_in(phone, "sessionStorage") == 0
    waiting[0].continue_()
    wait_until(phone, "Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))")
    phone.unroute_all()
    phone.reload()
    expect(area).to_have_value("Écrit sans attendre")


def test_nothing_is_kept_where_a_name_is_given(live_site, phone, collective):
    collective.contact_email = "contact@example.org"
    collective.save()
    phone.goto(f"/collectifs/{collective.slug}/ecrire/")
    phone.locator("textarea[name=message]").fill("canari")
    phone.wait_for_timeout(300)
    assert phone.evaluate("sessionStorage.length + localStorage.length") == 0


def test_organiser_finds_the_words_of_a_collective_again(live_site, phone, sign_in, organiser, collective):
    address = f"/collectifs/{collective.slug}/modifier/"
    sign_in(phone, organiser)
    phone.goto(address)
    area = phone.locator("textarea[name=introduction]")
    area.fill("Écrit sur le téléphone")
    wait_until(phone, "Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    phone.goto("/")
    phone.goto(address)
    expect(area).to_have_value("Écrit sur le téléphone")
    phone.get_by_text("gardés sur cet appareil").wait_for()
    phone.get_by_role("button", name="Enregistrer").click()
    phone.wait_for_url(f"**/collectifs/{collective.slug}/")
    assert copies_in(phone, "localStorage") == 0
    collective.refresh_from_db()
    assert collective.introduction == "Écrit sur le téléphone"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_organisers_at_one_collective(live_site, new_page, sign_in, organiser, collective, script):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(page, organiser)
    page.goto(f"/collectifs/{collective.slug}/modifier/")
    page.locator("textarea[name=introduction]").fill("La mienne")
    update_collective(collective=collective, by=organiser, introduction="La leur")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator(".says-now", has_text="La leur").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if script else True
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("est à jour").wait_for()
    collective.refresh_from_db()
    assert collective.introduction == "La mienne"
