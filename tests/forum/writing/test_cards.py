"""Cards of links: only what everybody may see, drawn when the message is written, looked at again by night."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from campaign.models import CampaignDocument, Collective
from events.models import Event
from forum.machina import Post
from forum.writing.queries.cards import card_for
from surveillance.models import Project
from tests.search.test_search import write_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(collective, commune, member):
    """A listed meeting next week."""
    from events.services import publish

    starts = timezone.now() + timedelta(days=7)
    event = Event.objects.create(title="Réunion", slug="reunion", commune=commune, starts_at=starts, created_by=member)
    event.hosts.add(collective)
    publish(event=event)
    return event


def figure_of(post):
    return BeautifulSoup(Post.objects.get(pk=post.pk).content.rendered, "html.parser").figure


def test_a_link_alone_becomes_a_card_for_everybody(space, write, member, event):
    words = f"Venez :\n\n{settings.SITE_URL}/agenda/reunion/\n\nÀ jeudi"
    figure = figure_of(write(space.public_forum, member, content=words).first_post)
    assert (figure.figcaption.text, figure.a.text, figure.a["href"]) == ("réunion", "Réunion", "/agenda/reunion/")
    assert "Marseille" in figure.text and str(timezone.localtime(event.starts_at).year) in figure.text


def test_every_kind_of_public_page_has_its_card(collective, commune, event):
    Project.objects.create(name="Micros", slug="micros", published_at=timezone.now())
    write_article("Les yeux de la ville")
    write_article("The eyes", language="en")
    root = Collection.get_first_root_node()
    document = CampaignDocument.objects.create(title="Marché", file=ContentFile(b"x", "m.txt"), collection=root)
    day = event.occurrences.get().date
    cards = {
        f"/agenda/reunion/{day}/": "Réunion", "/en/agenda/reunion/": "Réunion", "/projets/micros/": "Micros",
        collective.get_absolute_url(): collective.name, commune.get_absolute_url(): "Marseille",
        "/articles/les-yeux-de-la-ville/": "Les yeux de la ville", "/en/articles/the-eyes/": "The eyes",
        f"/documents/{document.pk}/{document.filename}": "Marché",
    }  # fmt: skip
    assert {address: card_for(address).title for address in cards} == cards


def test_what_not_everybody_may_see_has_none(space, write, member, collective, event):
    Project.objects.create(name="canari-projet", slug="canari")
    page = write_article("canari prive")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    write_article("canari brouillon", live=False)
    closed = Collection.get_first_root_node().add_child(name="fermé")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    document = CampaignDocument.objects.create(title="canari", file=ContentFile(b"x", "c.txt"), collection=closed)
    Collective.objects.create(name="canari", slug="canari", commune=collective.commune)
    topic = write(space.private_forum, member, subject="canari")
    Event.objects.filter(pk=event.pk).update(published_at=None)
    forum = topic.forum
    for address in (
        "/projets/canari/", "/articles/canari-prive/", "/articles/canari-brouillon/", "/collectifs/canari/",
        f"/documents/{document.pk}/{document.filename}", "/agenda/reunion/",
        f"/forum/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/",
    ):  # fmt: skip
        assert card_for(address) is None, address


@pytest.mark.parametrize(
    "link",
    ["https://example.org/agenda/reunion/", "//example.org/agenda/reunion/", "/agenda/reunion/?a=1", "/agenda/rien/",
     "http://[", "/", "/agenda/reunion/2026-99-99/", "/documents/99999/x.pdf", "/communes/13055-autre/", "/%00"],
)  # fmt: skip
def test_other_links_stay_links(event, link):
    assert card_for(link) is None


def test_cards_follow_what_they_show_by_night(space, write, member, event, capsys):
    post = write(space.public_forum, member, content="/agenda/reunion/").first_post
    write(space.public_forum, member, content="Sans lien")
    call_command("refresh_cards")
    assert capsys.readouterr().out == "Cards drawn anew in 0 posts.\n"
    Event.objects.filter(pk=event.pk).update(title="Assemblée")
    call_command("refresh_cards")
    assert figure_of(post).a.text == "Assemblée"
    Event.objects.filter(pk=event.pk).update(published_at=None)
    call_command("refresh_cards")
    assert figure_of(post) is None
    assert "Cards drawn anew in 1 posts." in capsys.readouterr().out
