"""The toolbox at /agir/: there from the first day, written by editors, printed by anybody."""

from __future__ import annotations

import pytest
from wagtail.models import Locale

from campaign.demo.toolbox import TOOLS
from campaign.models import ToolboxPage, ToolPage
from campaign.services import lay_toolbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolbox():
    return ToolboxPage.objects.get(locale=Locale.objects.get(language_code="fr"))


@pytest.fixture
def tools(toolbox):
    for tool in TOOLS:
        words = {name: tool[name] for name in ("slug", "title", "introduction", "body")}
        toolbox.add_child(instance=ToolPage(locale=toolbox.locale, **words))


def test_toolbox_answers_in_both_languages_and_is_linked_from_every_page(source):
    for address in ("/agir/", "/en/agir/"):
        answer = source.get(address)
        assert (answer.status_code, bool(answer.cookies)) == (200, False)
    assert source.get("/").content.decode().count('href="/agir/"') == 4  # head, menu, ways to act, foot


def test_toolbox_lists_its_tools_in_order_and_lends_them_to_the_other_language(source, tools):
    page = source.get("/agir/").content.decode()
    places = [page.index(f'href="/agir/{tool["slug"]}/"') for tool in TOOLS]
    assert places == sorted(places)
    assert 'lang="fr"' not in page.partition("<main")[2]
    english = source.get("/en/agir/").content.decode().partition("<main")[2]
    assert english.count('<li class="card" lang="fr">') == len(TOOLS)


def test_every_tool_of_the_demonstration_is_valid_in_the_editor_and_shown(source, tools):
    for page in ToolPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.full_clean()
        assert page.title in source.get(page.get_url()).content.decode()


def test_capture_sheet_has_its_empty_rows_and_columns(source, tools):
    page = source.get("/agir/cartopartie/").content.decode()
    table = page.partition('<table class="sheet__table">')[2].partition("</table>")[0]
    assert (table.count("<tr>"), table.count("<td></td>")) == (15, 14 * 7)
    assert page.count('<ul class="checklist__items">') == 2


def test_search_finds_a_tool(source, tools, django_capture_on_commit_callbacks):
    assert "/agir/demander-un-document/" in source.get("/search/?q=CADA").content.decode()


def test_toolbox_is_laid_once_for_older_sites(toolbox):
    assert lay_toolbox() == toolbox
    for page in ToolboxPage.objects.all():
        ToolboxPage.objects.get(pk=page.pk).delete()
    laid = lay_toolbox()
    assert laid.url == "/agir/"
    assert ToolboxPage.objects.count() == 2


def test_each_tool_shows_what_one_prints_of_it(source, tools):
    papers = {page.slug: page.paper for page in ToolPage.objects.all()}
    assert papers == {
        "arguments": "text",
        "tracts": "tract",
        "cartopartie": "sheet",
        "demander-un-document": "checklist",
    }
    page = source.get("/agir/").content.decode()
    drawn = [one.partition("</svg>")[0] for one in page.split('<svg class="plate paper"')[1:]]
    assert len(set(drawn)) == len(drawn) == 4
