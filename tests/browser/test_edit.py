"""An editor at work: the page shows beside its form while one writes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from campaign.models import ArticleIndexPage, ArticlePage
from tests.conftest import make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def article(db):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    return index.add_child(instance=ArticlePage(title="Huit caméras", slug="huit-cameras", locale=index.locale))


def test_preview_beside_the_form_shows_what_is_typed(live_site, page, sign_in, article):
    editor = make_user("redaction", second_factor=True)
    editor.is_superuser = True
    editor.save()
    sign_in(page, editor)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    page.locator("#id_title").fill("Neuf caméras")
    page.locator("button[data-side-panel-toggle='preview']").first.click()
    heading = page.frame_locator("iframe[data-w-preview-target='iframe']").first.locator("h1")
    expect(heading).to_have_text("Neuf caméras", timeout=30_000)
