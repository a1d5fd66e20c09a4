"""Projects as everybody reads them."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveillance.services import add_line, change_project, create_project
from surveillance.validators import read_partial_date
from tests.feeds import ATOM, entries_of


def names(page):
    return re.findall(r'class="project-item__title"><a href="[^"]+" dir="auto">([^<]+)</a>', page.content.decode())


def test_project_shows_each_line_with_its_date_and_source(source, make_project):
    project = make_project(
        lines=[("2019", "planned", "Annoncé"), ("2019-10", "", "Avertissement"), ("2019", "dropped", "Abandon")]
    )
    assert project.status == "dropped"
    answer = source.get(project.get_absolute_url())
    page = answer.content.decode()
    assert not answer.cookies
    assert re.findall(r'<time datetime="(2019[^"]*)"', page) == ["2019", "2019-10", "2019"]
    assert page.index("Abandon") < page.index("Avertissement") < page.index("Annoncé")
    assert page.count('<a href="https://example.org/pv"') == 3
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "Report"
    assert data["citation"] == [{"@type": "CreativeWork", "name": "Conseil municipal", "url": "https://example.org/pv"}]


def test_project_text_of_people_stays_text(source, make_project):
    project = make_project(
        name="</script><b>x",
        summary="<script>alert(1)</script> **gras** ![](https://evil.example/p.png)",
        lines=[("2022", "in_use", "<img src=x>")],
    )
    page = source.get(project.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<strong>gras</strong>" in page
    assert "</script><b>" not in page


def test_list_is_narrowed_by_each_filter_of_its_address(source, make_project, elsewhere):
    make_project(name="Micros", kinds=["sound"], companies=["Verney-Carron"], lines=[("2019", "dropped", "Fini")])
    make_project(name="Trente caméras", communes=[elsewhere], kinds=["vsa", "cameras"], companies=["IBM"], lines=[])
    assert names(source.get("/projets/")) == ["Trente caméras", "Micros"]
    for query, wanted in [
        ("q=verney", ["Micros"]),
        ("q=CAMERAS", ["Trente caméras"]),  # whatever the accents
        ("q=fini", ["Micros"]),
        ("lieu=Toulouse", ["Trente caméras"]),
        ("genre=cameras", ["Trente caméras"]),
        ("genre=sound", ["Micros"]),
        ("etat=dropped", ["Micros"]),
        ("entreprise=ibm", ["Trente caméras"]),
        ("q=nulle-part%25", []),
        ("lieu=Atlantide", []),
    ]:
        assert names(source.get(f"/projets/?{query}")) == wanted, query


@pytest.mark.parametrize("query", ["genre=moon", "etat=gone", "entreprise=nobody", "q=a%00b"])
def test_list_says_which_filter_is_wrong(source, project, query):
    for address in ("/projets/", "/projets/carte/", "/projets/frise/"):
        answer = source.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert "field__error" in answer.content.decode()
    assert source.get(f"/projets/feed/?{query}").status_code == 404


def test_list_of_a_city_holds_its_arrondissements(source, make_project, commune):
    from places.models import Commune

    part = Commune.objects.create(
        insee="13201",
        name="Marseille 1er",
        slug="marseille-1er",
        search_name="marseille 1er",
        departement_code="13",
        departement="Bouches-du-Rhône",
        region="x",
        parent=commune,
    )
    make_project(name="Au premier", communes=[part])
    assert names(source.get("/projets/?lieu=Marseille+(13)")) == ["Au premier"]
    assert names(source.get(commune.get_absolute_url())) == ["Au premier"]
    assert names(source.get(part.get_absolute_url())) == ["Au premier"]


@pytest.mark.parametrize(
    "address", ["/projets/", "/projets/carte/", "/projets/frise/", "/projets/feed/", "/communes/13055-marseille/"]
)
def test_number_of_queries_does_not_grow(source, make_project, address):
    make_project(name="Un", companies=["A"])
    source.get(address)
    with CaptureQueriesContext(connection) as one:
        source.get(address)
    for number in range(5):
        make_project(name=f"N {number}", companies=[f"C {number}", "A"], kinds=["sound", "vsa"])
    with CaptureQueriesContext(connection) as many:
        answer = source.get(address)
    assert ("N 4" if address != "/projets/carte/" else "6 projets") in answer.content.decode()
    assert len(many) == len(one)


def chips(page):
    """Label, number and query of every chip, and whether it is the chosen one."""
    found = re.findall(r'<a class="chip" href="(\?[^"]*)"( aria-current="true")?\s*>([^<]*) <span>(\d+)</span>', page)
    return [(label, int(number), html.unescape(query), bool(current)) for query, current, label, number in found]


def test_chips_count_what_each_would_leave_and_keep_the_other_filters(source, make_project, elsewhere):
    make_project(name="Micros", kinds=["sound", "cameras"], lines=[("2019", "dropped", "Fini")])
    make_project(name="Caméras", kinds=["cameras"], lines=[("2019", "in_use", "Là")])
    make_project(name="Prévues", kinds=["cameras"], lines=[("2019", "planned", "Un jour")], communes=[elsewhere])
    page = source.get("/projets/").content.decode()
    assert chips(page) == [
        ("prévu", 1, "?etat=planned", False),
        ("en service", 1, "?etat=in_use", False),
        ("abandonné", 1, "?etat=dropped", False),
        ("caméras", 3, "?genre=cameras", False),
        ("son", 1, "?genre=sound", False),
    ]
    page = source.get("/projets/?etat=in_use&lieu=Marseille").content.decode()
    assert names(source.get("/projets/?etat=in_use&lieu=Marseille")) == ["Caméras"]
    assert chips(page) == [
        ("en service", 1, "?lieu=Marseille&etat=in_use", True),
        ("abandonné", 1, "?lieu=Marseille&etat=dropped", False),
        ("caméras", 1, "?lieu=Marseille&etat=in_use&genre=cameras", False),
    ]
    for _label, number, query, _current in chips(page):
        assert len(names(source.get(f"/projets/{query}"))) == number


def test_each_project_has_its_picture_of_cameras_as_many_as_a_source_counts(source, make_project):
    make_project(name="Trois", kinds=["cameras"], devices=3)
    page = source.get("/projets/").content.decode()
    (drawn,) = re.findall(r'<div class="project-item__picture">(.*?)</div>', page, re.DOTALL)
    assert re.findall(r'd="(M[^"]*)"', drawn)[1].count("z") == 3
    assert "3" in source.get("/projets/trois/").content.decode().partition("Combien")[2][:40]


def test_map_names_communes_and_counts_by_how_far_projects_are(source, make_project, elsewhere):
    make_project(name="Un", lines=[("2019", "in_use", "")])
    make_project(name="Deux", lines=[("2019", "trial", "")])
    make_project(name="Trois", lines=[("2019", "planned", "")], communes=[elsewhere])
    page = source.get("/projets/carte/").content.decode()
    listed = re.findall(r'<li><a href="([^"]*)">([^<]*)</a>\s*<span class="meta">([^<]*)</span>', page)
    assert [(label, counted) for _url, label, counted in listed] == [
        ("Marseille (13)", "2 projets"),
        ("Toulouse (31)", "1 projet"),
    ]
    assert names(source.get(html.unescape(listed[0][0]))) == ["Deux", "Un"]
    legend = re.sub(r"<[^>]*>|\s+", " ", page.partition('class="map-legend"')[2].partition("</div>")[0])
    assert "en service ou en essai (2)" in " ".join(legend.split())
    assert "prévu (1)" in " ".join(legend.split())
    assert page.count('class="map__name') == 2
    assert (
        "Toulouse"
        not in source.get("/projets/carte/?etat=in_use").content.decode().partition("<main")[2].split("<form")[0]
    )


def test_map_says_what_to_do_when_nothing_answers(source, project):
    page = source.get("/projets/carte/?q=nulle-part").content.decode()
    assert "/projets/signaler/" in page.partition('class="empty"')[2]
    assert 'class="map"' not in page


def test_timeline_tells_all_stories_year_by_year(source, make_project):
    make_project(name="Ancien", lines=[("2015", "in_use", "")])
    make_project(name="Récent", lines=[("2022-04", "trial", "Essai")])
    page = source.get("/projets/frise/").content.decode()
    assert re.findall(r'<h2 class="month-title" id="y\d+">(\d+)</h2>', page) == ["2022", "2015"]
    assert "Ancien" not in source.get("/projets/frise/?etat=trial").content.decode()


def test_feed_holds_the_whole_story(source, make_project):
    project = make_project(summary="Une **place**.", companies=["IBM"])
    answer = source.get("/projets/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    (entry,) = entries_of(answer.content)
    text = entry.find(f"{ATOM}content").text
    for told in ("<strong>place</strong>", "Trente caméras.", "Conseil municipal", "https://example.org/pv", "IBM"):
        assert told in text
    assert entry.find(f"{ATOM}link").get("href").endswith(project.get_absolute_url())


def test_feed_leaves_out_signs_that_xml_does_not_take(source, make_project):
    make_project(name="Place\x0b Carnot", summary="Trente\x0c caméras.")
    (entry,) = entries_of(source.get("/projets/feed/").content)
    assert entry.find(f"{ATOM}title").text.startswith("Place Carnot")


def test_search_finds_projects_whatever_the_accents(source, make_project):
    make_project(name="Détection sonore", companies=["Sensivic"])
    assert "Détection sonore" in source.get("/search/?q=detection+sensivic").content.decode()


def test_history_tells_what_was_and_names_nobody_to_guests(source, client_of, organiser, project):
    change_project(
        project,
        by=organiser,
        name="Caméras de la place",
        communes=list(project.communes.all()),
        kinds=["cameras", "sound"],
        companies=["SNEF"],
    )
    address = f"{project.get_absolute_url()}historique/"
    page = source.get(address).content.decode()
    arrow = r"\s*<svg[^>]*arrow[^>]*>.*?</svg>\s*"
    assert re.search(f"<del>Caméras de la Plaine</del>{arrow}<ins>Caméras de la place</ins>", page)
    assert "<ins>SNEF</ins>" in page
    assert str(organiser) not in page
    assert str(organiser) in client_of(organiser).get(address).content.decode().partition("<main")[2]


def test_status_follows_the_latest_line_that_tells_one(make_project):
    project = make_project(lines=[("2018", "tender", ""), ("2020-12", "", "Recours")])
    assert project.status == "tender"
    add_line(project, by=None, when=read_partial_date("2022"), status="trial", source="Presse")
    project.refresh_from_db()
    assert project.status == "trial"


def test_company_is_one_whatever_its_capitals(make_project):
    first, second = make_project(companies=["Thales"]), create_project(by=None, name="B", companies=["THALES", "IBM"])
    assert list(first.companies.all()) == list(second.companies.filter(slug="thales"))
    assert second.companies.count() == 2


@pytest.mark.parametrize("name", ["Signaler", "Frise", "Ajouter"])
def test_project_never_takes_an_address_of_the_site(source, make_project, name):
    project = make_project(name=name)
    assert source.get(project.get_absolute_url()).context["project"] == project


def news(page):
    """The part of the home page that says what watches us."""
    return page.text.partition('id="home-projects"')[2].partition("</section>")[0]


def test_home_shows_projects_of_different_kinds_with_their_picture_and_state(source, make_project):
    for number in range(5):
        make_project(name=f"Caméras {number}", lines=[("2022", "in_use", "Trente caméras.")])
    make_project(name="Micros", kinds=["sound", "sensors"], lines=[("2019-10", "dropped", "La ville a renoncé.")])
    shown = news(source.get("/"))
    titles = re.findall(r'class="card__link"[^>]*>([^<]+)<', shown)
    assert titles == ["Micros", "Caméras 4", "Caméras 3", "Caméras 2"]
    assert shown.count('<svg class="plate"') == 4
    assert "La ville a renoncé." in shown and "octobre 2019" in shown and 'class="tag tag--dropped"' in shown
    assert "Les 6 projets documentés" in shown


def test_home_asks_for_its_projects_once_however_many_there_are(source, make_project):
    make_project(name="Un")
    source.get("/")
    with CaptureQueriesContext(connection) as one:
        assert "Le projet documenté" in news(source.get("/"))
    for number in range(7):
        make_project(name=f"Projet {number}", kinds=["vsa"], communes=[], lines=[])
    source.get("/")
    with CaptureQueriesContext(connection) as many:
        assert news(source.get("/")).count('class="card"') == 4
    assert len(many) <= len(one)
