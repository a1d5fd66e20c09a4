"""Every sort of page, read by axe on both sides of the palette, on a desk and on a phone.

A page that is not there yet is no failure of its look: add its address here when its room has it.
"""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/nothing-here/",
    "/en/nothing-here/",
]
SIDES = [("light", 1280), ("dark", 360)]


@pytest.mark.parametrize(("scheme", "width"), SIDES)
def test_pages_for_all_satisfy_axe_and_never_scroll_sideways(new_page, axe, scheme, width):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in FOR_ALL:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize(("scheme", "width"), SIDES)
def test_every_component_satisfies_axe(new_page, sign_in, axe, outsider, scheme, width):
    outsider.is_staff = True
    outsider.save()
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in(page, outsider)
    page.goto("/style/")
    assert page.locator("h1").inner_text() == "Style"
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_reaches_the_content_by_the_first_link(page):
    page.goto("/nothing-here/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("width", [320, 360])
def test_error_page_fits_the_smallest_screen(new_page, width):
    page = new_page(viewport={"width": width, "height": 640})
    page.goto("/nothing-here/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
