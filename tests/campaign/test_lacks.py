"""What lacks on the page of a collective or a commune is one box, a line a thing, each with what to do about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.models import Collective
from events.services import announce
from forum import services as forum_services
from forum.spaces.services import make_spaces
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def main_of(client, path):
    return client.get(path).text.split("<main")[1].split("</main")[0]


def lines_of(page):
    boxes = re.findall(r'<section class="empty".*?</section>', page, re.DOTALL)
    assert len(boxes) <= 1 and page.count('class="empty"') == len(boxes)
    return {
        re.sub(r"<[^>]+>|\s+", " ", words).strip(): url
        for box in boxes
        for words, url in re.findall(r'<li><span>((?:(?!</li>).)*?)</span>\s*<a href="([^"]+)"', box, re.DOTALL)
    }


def fill(collective, member):
    start = timezone.now() + timedelta(days=3)
    announce(hosts=[collective], by=None, title="Soirée", commune=collective.commune, starts_at=start)
    forum = make_spaces(collective=collective).public_forum
    forum_services.start_topic(forum=forum, author=member, subject="Ordre du jour", content="x")


def test_empty_collective_says_in_one_box_what_lacks(client, client_of, collective, organiser):
    make_spaces(collective=collective)
    lacking = lines_of(main_of(client, collective.get_absolute_url()))
    assert list(lacking) == ["Aucune date annoncée", "Rien sur le forum"]
    assert lacking["Aucune date annoncée"] == "/agenda/proposer/"
    assert "topic/create" in lacking["Rien sur le forum"]
    own = lines_of(main_of(client_of(organiser), collective.get_absolute_url()))
    assert own["Aucune date annoncée"] == f"/agenda/annoncer/{collective.slug}/"


def test_full_collective_lacks_nothing(client, collective, member):
    fill(collective, member)
    page = main_of(client, collective.get_absolute_url())
    assert lines_of(page) == {}
    assert "Soirée" in page and "Ordre du jour" in page
    assert "neighbours-title" not in page


def test_quiet_collective_is_asked_for_news_and_shows_its_neighbours(client, collective, commune):
    Collective.objects.filter(pk=collective.pk).update(approved_at=timezone.now() - timedelta(days=1000))
    Collective.objects.create(name="Voisin", slug="voisin", commune=commune, status="ally", approved_at=timezone.now())
    page = main_of(client, collective.get_absolute_url())
    lost = lines_of(page)["Vous étiez référent·e et avez perdu votre compte ?"]
    assert lost == reverse("campaign:take_over", args=[collective.slug])
    assert "Pas de nouvelles depuis" in page
    assert "/collectifs/voisin/" in page.split('id="neighbours-title"')[1]


def test_collective_has_one_filled_button_and_none_for_its_members(client, client_of, collective, member):
    page = main_of(client, collective.get_absolute_url())
    assert page.count("button--primary") == 1
    assert f'href="{collective.get_absolute_url()}rejoindre/"' in page
    assert "button--primary" not in main_of(client_of(member), collective.get_absolute_url())


def test_long_introduction_is_shortened_at_the_head_and_whole_below(client, collective):
    words = " ".join(f"mot{number}" for number in range(200))
    Collective.objects.filter(pk=collective.pk).update(introduction=words)
    page = main_of(client, collective.get_absolute_url())
    lede = page.split('class="lede"')[1].split("</p>")[0]
    assert "mot44…" in lede and "mot45" not in lede
    assert "mot199" in page.split('class="prose"')[1]
    Collective.objects.filter(pk=collective.pk).update(introduction="Trois mots seulement")
    assert main_of(client, collective.get_absolute_url()).count("Trois mots seulement") == 1


def test_commune_says_in_one_box_what_lacks_and_drops_what_is_there(client, commune, collective, member):
    path = commune.get_absolute_url()
    lacking = lines_of(main_of(client, path))
    assert list(lacking)[:2] == ["Aucun projet documenté", "Aucune date annoncée"]
    assert lacking["Aucun projet documenté"].endswith(f"?commune={commune.pk}")
    fill(collective, member)
    assert list(lines_of(main_of(client, path))) == ["Aucun projet documenté"]
    Collective.objects.all().delete()
    assert lines_of(main_of(client, path))["Aucun collectif"] == f"/collectifs/lancer/?commune={commune.pk}"


def test_signs_stand_beside_visible_names_alone(client, client_of, collective, organiser, member):
    hidden = make_user("sansnom")
    type(hidden).objects.filter(pk=hidden.pk).update(public_name="")
    collective.memberships.create(user=hidden)
    rows = main_of(client_of(organiser), f"{collective.get_absolute_url()}membres/").split('class="member-list"')[1]
    assert rows.count("<strong") == 3
    assert rows.count('class="sign"') == 2
    guest = main_of(client, collective.get_absolute_url())
    assert guest.count('class="sign"') == 1 + guest.count('class="who__name"')
