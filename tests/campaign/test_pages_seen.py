"""What an organiser sees of others' pages in /cms/: every screen of Wagtail is asked about what is not public."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from campaign import services
from campaign.models import ArticleIndexPage, ArticlePage
from campaign.queries.pages import pages_seen_by
from tests.conftest import make_user
from tests.every_address import every_address
from tests.taken_back import taken_back

pytestmark = pytest.mark.django_db(transaction=True)  # outside a transaction pages remember what is alike
CANARY = "Canarijaune"


@pytest.fixture
def articles(organiser, collective):
    """An unpublished article, a restricted one and a public one; none is the organiser's."""
    services.approve_collective(collective=collective)
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    made = {}
    for kind in ("draft", "restricted", "public"):
        title = "Tournesol" if kind == "public" else f"{CANARY} {kind}"
        page = index.add_child(instance=ArticlePage(title=title, slug=kind, locale=index.locale, live=kind != "draft"))
        page.save_revision(log_action=True)
        made[kind] = page
    PageViewRestriction.objects.create(page=made["restricted"], restriction_type="login")
    return made


@pytest.mark.parametrize("kind", ["draft", "restricted"])
def test_organiser_reads_the_title_of_no_closed_article_anywhere(client_of, organiser, articles, kind):
    client, page = client_of(organiser), articles[kind]

    def fill(name: str, argument: str) -> object:
        known = {"content_type_app_name": "campaign", "content_type_model_name": "articlepage", "app_label": "campaign"}
        known |= {"model_name": "articlepage", "action": "delete", "revision_id": page.latest_revision_id}
        if name == "wagtail_bulk_action":
            known |= {"app_label": "wagtailcore", "model_name": "page"}
        if argument in ("revision_id_a", "revision_id_b"):
            return page.latest_revision_id
        return known.get(argument, page.pk if argument.endswith(("pk", "id")) else None)

    query = {
        "id": page.pk,
        "q": CANARY[:7],
        "target_pages[]": page.pk,
        "next": "/",
        "page_type": "campaign.ArticlePage",
    }
    told, answered = [], 0
    for address in every_address(fill):
        if not address.path.startswith("/cms/") or "logout" in address.path:
            continue
        for method in (client.get, client.post):
            answer = taken_back(lambda method=method, path=address.path: method(path, query))
            answered += answer.status_code == 200
            if not answer.streaming and CANARY in answer.text:
                told.append((address.name, address.path))
    assert answered > 20
    assert told == []


def test_choosers_offer_ones_own_pages_and_what_is_public(client_of, organiser, collective, articles):
    client = client_of(organiser)
    index = articles["public"].get_parent()
    shown = client.get(reverse("wagtailadmin_choose_page_child", args=[index.pk])).text
    assert "Tournesol" in shown and CANARY not in shown
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "Tournesol"}).text
    assert "Tournesol" in found
    own = collective.page_in("fr")
    own.unpublish()
    assert own.pk in pages_seen_by(organiser).values_list("pk", flat=True)


def test_editors_see_every_page(client_of, articles):
    editor = make_user("redaction", groups=("campaign-editors",), second_factor=True)
    shown = client_of(editor).get(reverse("wagtailadmin_choose_page_child", args=[articles["draft"].get_parent().pk]))
    assert f"{CANARY} draft" in shown.text and f"{CANARY} restricted" in shown.text
    assert client_of(editor).get(reverse("wagtailadmin_reports:page_types_usage")).status_code == 200
