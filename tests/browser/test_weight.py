"""What a first visit costs: little, from us alone, and no cookie."""

from __future__ import annotations

import gzip

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Bytes on the way: text compressed, faces as they are, photographs apart. An article brings the book’s face, too.
LIMIT = 100_000
LIMITS = {
    "/": 72_000,
    "/accounts/login/": 64_000,
    "/forum/": 64_000,
    "/articles/compter-les-cameras/": 96_000,
}


def weigh(page, path: str) -> int:
    """Bytes of the document, its one style sheet, its scripts and faces that a page asks for."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    kinds = [answer.request.resource_type for answer in answers]
    assert kinds.count("stylesheet") == 1
    assert 1 <= kinds.count("font") <= 5
    bodies = {kind: [] for kind in kinds}
    for answer, kind in zip(answers, kinds, strict=True):
        bodies[kind].append(answer.body())
    faces = sum(len(body) for body in bodies.pop("font"))
    bodies.pop("image", None)
    return faces + sum(len(gzip.compress(body)) for kind in bodies.values() for body in kind)


@pytest.mark.parametrize("path", LIMITS)
def test_first_page_weighs_little_and_leaves_no_cookie(demonstration, new_page, path):
    page = new_page()
    assert weigh(page, path) < LIMITS[path] < LIMIT
    # A page with a form of an account carries the cookie that protects it, and only that one.
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names <= ({"csrftoken"} if path.startswith("/accounts/") else set())


@pytest.mark.parametrize("path", ["/nothing-here/"])
def test_page_is_whole_without_script(page_without_script, path):
    page_without_script.goto(path)
    assert page_without_script.locator("nav.site-nav a").count() >= 3


def test_first_screen_of_a_phone_asks_for_a_commune_and_leads_to_a_collective(demonstration, new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    for one in ("#home-commune", ".hero .button--primary", ".hero__or a >> nth=0", ".hero__or a >> nth=1"):
        box = page.locator(one).bounding_box()
        assert box["y"] + box["height"] <= 740, one
    eye, hero = (page.locator(one).bounding_box() for one in (".hero__eye", ".hero"))
    assert eye["y"] < 740, "the eye looks over the edge"
    assert eye["y"] + eye["height"] > hero["y"] + hero["height"], "and is cropped by it"


def test_figures_of_an_article_stand_beside_its_text_where_there_is_room(demonstration, new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto("/articles/compter-les-cameras/")
    text, figure = (page.locator(one).first.bounding_box() for one in (".block-text", ".block-key_figure"))
    assert figure["x"] > text["x"] + text["width"]
    assert abs(figure["y"] - text["y"]) < 30
    dots = page.locator(".article-head__picture > svg").bounding_box()
    assert abs(dots["width"] / dots["height"] - 3) < 0.05, "dots are counted, so none is cropped"
    page.set_viewport_size({"width": 360, "height": 740})
    text, figure = (page.locator(one).first.bounding_box() for one in (".block-text", ".block-key_figure"))
    assert figure["y"] > text["y"] + text["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
