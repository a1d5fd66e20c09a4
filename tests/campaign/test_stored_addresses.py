"""No address that would run something leaves by a page of the campaign, however it came into the database."""

import html
import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.models import Page, Site

from campaign.blocks.text import CallToActionBlock
from campaign.models import ArticleIndexPage, ArticlePage, Collective, SiteSettings
from campaign.models.home import FooterLinkBlock
from campaign.stored import without_running_links
from safety.addresses import runs_something
from tests.safety.test_addresses import GOOD, HOSTILE


def words_of(data):
    if isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from words_of(one)
    else:
        yield data


def running(page):
    """What a browser could be led to run by a page: addresses in attributes, and in what search engines are told."""
    soup = BeautifulSoup(page, "lxml")
    found = [value for tag in soup.find_all(True) for name, value in tag.attrs.items() if name in LEADING]
    for data in soup.select('script[type="application/ld+json"]'):
        found += list(words_of(json.loads(data.string)))
    return [one for one in found if runs_something(one)]


LEADING = {"href", "src", "action", "formaction", "content", "data", "poster"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", HOSTILE)
def test_article_of_old_and_the_foot_of_every_page_lead_nowhere_else(client, address):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    article = index.add_child(instance=ArticlePage(title="De jadis", slug="de-jadis", locale=index.locale))
    link = f'<p>Avant <a href="{escape(address)}">lien</a> <a href="https://example.org/">bon</a></p>'
    body = [
        {"type": kind, "value": value}
        for kind, value in {
            "text": link,
            "quote": {"text": "Dit", "source": "Untel", "url": address},
            "key_figure": {"value": "3", "label": "x", "year": "2020", "status": "counted", "source": "y",
                           "source_url": address},
            "call_to_action": {"title": "t", "text": "", "label": "Agir", "page": None, "path": address},
        }.items()
    ]  # fmt: skip
    known = ArticlePage._meta.get_field("body").stream_block.child_blocks
    assert len([one for one in body if one["type"] in known]) >= 3
    ArticlePage.objects.filter(pk=article.pk).update(
        body=json.dumps(body), first_published_name="z", first_published_url=address
    )
    settings = SiteSettings.for_site(Site.objects.get())
    SiteSettings.objects.filter(pk=settings.pk).update(
        support_link=address, footer_links=json.dumps([{"type": "link", "value": {"label": "w", "url": address}}])
    )
    answer = client.get(Page.objects.get(pk=article.pk).specific.url)
    assert answer.status_code == 200 and "Untel" in answer.text and "lien" in answer.text
    assert running(answer.text) == []
    assert 'href="https://example.org/"' in answer.text


@pytest.mark.django_db
def test_collective_of_old_leads_nowhere_else(client, collective):
    Collective.objects.update(website=HOSTILE[0], mailing_list=HOSTILE[1], feed=HOSTILE[10])
    assert running(client.get(collective.get_absolute_url()).text) == []


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_link_in_rich_text_loses_its_address_and_keeps_its_words(address, quote):
    tag = f"<a class={quote}x{quote} href={quote}{html.escape(address)}{quote} id={quote}y{quote}>mots</a>"
    kept = BeautifulSoup(without_running_links(tag), "lxml").a
    assert (kept.get("href"), kept.text, kept["id"]) == (None, "mots", "y")


@pytest.mark.parametrize("address", [*GOOD, "/agenda/", "mailto:a@example.org", "#ancre"])
def test_other_links_in_rich_text_stay_as_they_are(address):
    tag = f'<p><a href="{html.escape(address)}">mots</a></p>'
    assert without_running_links(tag) == tag


@pytest.mark.parametrize("address", [*HOSTILE, "//example.org/", "/\\example.org", "exemple"])
def test_editors_are_told_when_an_address_leads_nowhere_good(address):
    foot, act = FooterLinkBlock(), CallToActionBlock()
    with pytest.raises(ValidationError):
        foot.clean(foot.to_python({"label": "w", "url": address}))
    with pytest.raises(ValidationError):
        act.clean(act.to_python({"title": "t", "text": "", "label": "Agir", "page": None, "path": address}))


@pytest.mark.parametrize("address", ["/agenda/", "https://example.org/"])
def test_editors_give_paths_and_addresses_of_the_web(address):
    foot = FooterLinkBlock()
    assert foot.clean(foot.to_python({"label": "w", "url": address}))["url"] == address
