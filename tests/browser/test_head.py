"""The head of every page: one line whoever reads, a menu that needs no script; and its foot."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Site

from accounts.models import User
from campaign.models import SiteSettings
from campaign.services import ask_to_join
from forum.models import Notice
from tests.conftest import make_user

pytestmark = pytest.mark.browser
LEGAL = ["/a-propos/", "/confidentialite/", "/mentions-legales/", "/accessibilite/"]
LONG = "Une personne au nom vraiment très long, et qui le garde"
# Height of the head, the line below included, without the demonstration's banner.
WIDTHS = [(320, 56), (360, 56), (768, 56), (1056, 66), (1100, 66), (1280, 66)]


def in_one_line(page):
    """Whether all that is seen of the head stands in the line, nothing over anything else nor past the edge."""
    boxes = page.evaluate(
        """() => [".site-header__brand", ".site-nav a", ".site-tools__link", ".site-menu__handle"]
            .flatMap((one) => [...document.querySelectorAll(one)])
            .map((one) => one.getBoundingClientRect()).filter((box) => box.width)
            .map(({ left, right, top, bottom }) => [left, right, top, bottom])"""
    )
    boxes.sort()
    bar = page.locator(".site-header__bar").bounding_box()
    assert all(top >= bar["y"] and bottom <= bar["y"] + bar["height"] + 0.5 for _, _, top, bottom in boxes), boxes
    assert all(before[1] <= after[0] + 0.5 for before, after in zip(boxes, boxes[1:], strict=False)), boxes
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def fits_all_widths(page, path):
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(path)
        assert page.locator(".site-header").bounding_box()["height"] == height, (path, width)
        in_one_line(page)


@pytest.fixture
def reader(request, collective):
    """Who reads, by the test's parameter: nobody or somebody for whom a lot waits, with a long name."""
    who = request.param
    if who == "guest":
        return None
    user = request.getfixturevalue(who)
    if who == "moderator":
        collective.memberships.create(user=user, role="organiser")
    if who != "member":
        for number in range(12):
            ask_to_join(user=make_user(f"passante{number}"), collective=collective)
    User.objects.filter(pk=user.pk).update(public_name=LONG)
    Notice.objects.bulk_create([Notice(recipient=user, kind="reply") for _ in range(120)])
    return user


@pytest.fixture
def long_campaign(db):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.campaign_name = "Les angles morts de la vidéosurveillance"
    settings.is_demo = False
    settings.save()
    return settings


@pytest.mark.parametrize("reader", ["guest", "member", "organiser", "moderator"], indirect=True)
def test_head_is_one_line_at_each_width_and_nothing_sticks_out(page, sign_in, reader, collective, long_campaign):
    if reader:
        sign_in(page, reader)
    fits_all_widths(page, "/agenda/")
    page.set_viewport_size({"width": 360, "height": 740})
    account = reverse("account_profile") if reader else reverse("account_login")
    for path in ("/", "/en/agenda/", "/forum/", collective.get_absolute_url(), account):
        page.goto(path)
        in_one_line(page)
    names = page.locator(".site-tools__link").evaluate_all("links => links.map((link) => link.textContent.trim())")
    assert all(names), "each sign has its words"


def test_demonstration_says_so_in_one_thin_line(phone, long_campaign):
    long_campaign.is_demo = True
    long_campaign.save()
    for path in ("/agenda/", "/en/agenda/"):
        phone.goto(path)
        assert phone.locator(".demo-banner").bounding_box()["height"] == 24
        assert phone.locator(".site-header").bounding_box()["height"] == 56 + 24


def test_menu_opens_without_script_fills_a_phone_and_leads_everywhere(new_page, db):
    phone = new_page(viewport={"width": 320, "height": 740}, java_script_enabled=False)
    phone.goto("/agenda/")
    menu = phone.locator(".site-menu__panel")
    assert not menu.is_visible()
    assert not phone.get_by_role("link", name="Rechercher").is_visible(), "there is no room for it in the line"
    phone.get_by_text("Menu", exact=True).click()
    box = menu.bounding_box()
    assert box["width"] == 320 and box["y"] + box["height"] >= 740
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert phone.locator(".site-menu [aria-current=page]").inner_text() == "Agenda"
    for link in ("Forum", "Envoyer un document", "Lancer un collectif", "Signaler un projet", "Proposer une date"):
        assert menu.get_by_role("link", name=link, exact=True).is_visible(), link
    for link in ("Se connecter", "Créer un compte", "English"):
        assert menu.get_by_role("link", name=link, exact=True).is_visible(), link
    menu.get_by_role("searchbox", name="Chercher sur le site").fill("caméras")
    menu.get_by_role("searchbox", name="Chercher sur le site").press("Enter")
    phone.wait_for_url("**/search/?q=cam*")


def test_menu_opens_and_closes_by_keyboard_and_lets_one_out(phone, axe, db):
    phone.goto("/agenda/")
    handle = phone.locator(".site-menu__handle")
    handle.focus()
    phone.keyboard.press("Enter")
    phone.locator(".site-menu__panel").wait_for()
    axe(phone)
    order = []
    for _ in range(25):
        phone.keyboard.press("Tab")
        order.append(phone.evaluate("document.activeElement.closest('.site-menu__panel') !== null"))
        if not order[-1]:
            break
    assert order[0] and not order[-1], "the panel comes behind its handle, and the page behind the panel"
    seen = phone.evaluate(
        """() => { const one = document.activeElement, { left, top, height } = one.getBoundingClientRect();
            return one.contains(document.elementFromPoint(left + 2, top + height / 2)) }"""
    )
    assert seen, "nothing lies over what has the focus"
    handle.focus()
    phone.keyboard.press("Space")
    phone.locator(".site-menu__panel").wait_for(state="hidden")


def test_links_are_read_once_at_each_width(page, sign_in, organiser):
    for who in (None, organiser):
        if who:
            sign_in(page, who)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto("/agenda/")
            handle = page.locator(".site-menu__handle")
            assert handle.is_visible() is (width == 360 or who is not None)
            if handle.is_visible():
                handle.click()
            links = page.get_by_role("banner").get_by_role("link", name="Projets", exact=True)
            assert links.count() == 1, (who, width)
            own = page.get_by_role("banner").get_by_role("link", name="Mes collectifs", exact=True)
            assert own.count() == (who is not None), (who, width)
            out = page.get_by_role("banner").get_by_role("link", name="Se déconnecter", exact=True)
            assert out.count() == (who is not None), (who, width)


@pytest.mark.parametrize("width", [320, 1280])
def test_foot_has_the_legal_pages_in_one_landmark_with_headings(page, long_campaign, width):
    page.set_viewport_size({"width": width, "height": 740})
    for path in ("/", "/agenda/", "/forum/", "/accounts/login/", "/nulle-part/"):
        page.goto(path)
        foot = page.get_by_role("contentinfo")
        assert foot.get_by_role("navigation").count() == 1
        assert foot.get_by_role("heading").all_inner_texts() == ["Se retrouver", "Savoir", "Agir", "Ce site"]
        hrefs = foot.get_by_role("link").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        assert [href for href in hrefs if href in LEGAL] == LEGAL, path
        assert page.evaluate("document.documentElement.scrollWidth") == width
