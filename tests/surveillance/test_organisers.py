"""Forms of those who document a commune, and everybody else before them."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from surveillance.models import Line, Project


def picture() -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(body, "PNG")
    body.seek(0)
    body.name = "SECRETNAME.png"
    return body


def doors(project):
    line = project.lines.first()
    return [
        f"/projets/{project.slug}/modifier/",
        f"/projets/{project.slug}/ligne/",
        f"/projets/{project.slug}/ligne/{line.pk}/",
        f"/projets/{project.slug}/document/",
    ]


def test_every_door_is_missing_for_those_of_elsewhere(source, client_of, outsider, member, neighbour, project):
    for person in (outsider, member, neighbour):
        client = client_of(person)
        for door in doors(project):
            assert client.get(door).status_code == 404, (person, door)
            assert client.post(door, {"remove": "1", "name": "x"}).status_code == 404, (person, door)
        assert client.post(f"/projets/{project.slug}/document/1/retirer/").status_code == 404
        assert "/modifier/" not in client.get(project.get_absolute_url()).content.decode()
    for door in doors(project):
        assert source.get(door).status_code == 302
        assert source.post(door, {"remove": "1"}).status_code == 302
    project.refresh_from_db()
    assert (project.name, project.lines.count()) == ("Caméras de la Plaine", 1)


def test_organiser_opens_a_project_and_adds_its_first_line(source, client_of, organiser):
    client = client_of(organiser)
    typed = {"name": "Drones", "kinds": ["drones"], "commune": "Marseille", "companies": "Acme,  acme , IBM"}
    answer = client.post("/projets/ajouter/", typed)
    project = Project.objects.get()
    assert answer["Location"] == f"/projets/{project.slug}/ligne/"
    assert sorted(company.name for company in project.companies.all()) == ["IBM", "acme"]
    line = {"when": "mars 2023", "status": "contract", "source": "Délibération"}
    assert client.post(answer["Location"], line)["Location"] == project.get_absolute_url()
    assert "Mars 2023" in source.get(project.get_absolute_url()).content.decode()


def test_organiser_opens_nothing_for_communes_of_others(client_of, organiser, elsewhere):
    typed = {"name": "Ailleurs", "kinds": ["drones"], "commune": "Toulouse"}
    answer = client_of(organiser).post("/projets/ajouter/", typed)
    assert answer.status_code == 422
    assert "Ailleurs" in answer.content.decode()
    assert not Project.objects.exists()


def test_outsider_and_member_open_nothing(source, client_of, outsider, member):
    for person in (outsider, member):
        assert client_of(person).get("/projets/ajouter/").status_code == 404
    assert source.get("/projets/ajouter/").status_code == 302


def test_one_of_two_communes_suffices_and_cannot_be_given_away(client_of, organiser, make_project, elsewhere, commune):
    project = make_project(communes=[commune, elsewhere])
    client = client_of(organiser)
    page = client.get(f"/projets/{project.slug}/modifier/").content.decode()
    assert 'value="Toulouse (31)"' in page
    typed = {"name": "Autre", "kinds": ["sound"], "commune": "Toulouse"}
    assert client.post(f"/projets/{project.slug}/modifier/", typed).status_code == 422
    typed["commune_2"] = "Marseille"
    assert client.post(f"/projets/{project.slug}/modifier/", typed).status_code == 302
    project.refresh_from_db()
    assert (project.name, [kind.kind for kind in project.kinds.all()]) == ("Autre", ["sound"])


def test_cost_needs_year_and_source_and_loses_no_word(client_of, organiser, project):
    typed = {"name": "A", "kinds": ["cameras"], "commune": "Marseille", "cost_eur": "200000", "summary": "GARDE"}
    client = client_of(organiser)
    answer = client.post(f"/projets/{project.slug}/modifier/", typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"cost_year", "cost_source"}
    assert "GARDE" in answer.content.decode()
    typed |= {"cost_year": "2022", "cost_source": "Budget"}
    assert client.post(f"/projets/{project.slug}/modifier/", typed).status_code == 302
    page = client.get(project.get_absolute_url()).content.decode().replace("\u202f", "\xa0")
    assert "200\xa0000 € (2022)" in page


def test_line_is_corrected_then_removed_and_the_history_keeps_both(source, client_of, organiser, project):
    client, line = client_of(organiser), project.lines.get()
    typed = {"when": "2021", "status": "suspended", "text": "Trente caméras.", "source": "Presse"}
    assert client.post(f"/projets/{project.slug}/ligne/{line.pk}/", typed).status_code == 302
    project.refresh_from_db()
    assert project.status == "suspended"
    assert client.post(f"/projets/{project.slug}/ligne/{line.pk}/", {"remove": "1"}).status_code == 302
    project.refresh_from_db()
    assert (project.status, project.lines.count()) == ("", 0)
    page = source.get(f"/projets/{project.slug}/historique/").content.decode()
    assert re.search(r"<del>Conseil municipal</del>\s*<svg[^>]*arrow[^>]*>.*?</svg>\s*<ins>Presse</ins>", page)
    assert "<del>Presse</del>" in page


def test_line_of_another_project_is_missing_here(client_of, organiser, make_project):
    one, two = make_project(name="Un"), make_project(name="Deux")
    address = f"/projets/{one.slug}/ligne/{two.lines.get().pk}/"
    assert client_of(organiser).post(address, {"remove": "1"}).status_code == 404
    assert Line.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"when": ""}, {"when": "demain"}, {"source": ""}, {"status": "", "text": ""}, {"status": "gone"}]
)
def test_line_that_lacks_something_is_shown_again(client_of, organiser, project, wrong):
    typed = {"when": "2021", "status": "trial", "text": "GARDE", "source": "Presse"} | wrong
    answer = client_of(organiser).post(f"/projets/{project.slug}/ligne/", typed)
    assert answer.status_code == 422
    assert project.lines.count() == 1


def test_document_is_cleaned_attached_and_taken_away(source, client_of, organiser, project):
    client = client_of(organiser)
    typed = {"title": "Contrat", "source": "Mairie", "file": picture()}
    assert client.post(f"/projets/{project.slug}/document/", typed).status_code == 302
    document = project.documents.get()
    assert "SECRETNAME" not in document.file.name
    page = source.get(project.get_absolute_url()).content.decode()
    assert document.url in page
    assert source.get(document.url).status_code == 200
    assert client.post(f"/projets/{project.slug}/document/{document.pk}/retirer/").status_code == 302
    assert document.url not in source.get(project.get_absolute_url()).content.decode()


def test_document_that_cannot_be_cleaned_is_refused_with_a_sentence(client_of, organiser, project):
    body = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    body.name = "plan.svg"
    typed = {"title": "Plan", "source": "Mairie", "file": body}
    answer = client_of(organiser).post(f"/projets/{project.slug}/document/", typed)
    assert answer.status_code == 422
    assert not project.documents.exists()
