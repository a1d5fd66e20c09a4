"""Every address of the campaign answers after the migrations alone, in both languages, and sets no cookie."""

import pytest

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/collectifs/",
    "/collectifs/?q=marseille&status=active",
    "/collectifs/lancer/",
    "/collectifs/marseille-a-decouvert/",
    "/communes/",
    "/communes/?q=mars",
    "/communes/13055-marseille/",
    "/articles/",
    "/articles/feed/",
    "/a-propos/",
    "/accessibilite/",
    "/confidentialite/",
    "/mentions-legales/",
]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", PATHS)
def test_address_answers_a_visitor_without_a_cookie(client, collective, language, path):
    response = client.get(language + path)
    assert response.status_code == 200
    assert not response.cookies


def test_commune_with_a_wrong_slug_redirects_to_the_right_one(client, commune):
    response = client.get("/communes/13055-nimes/")
    assert response.status_code == 301
    assert response["Location"] == "/communes/13055-marseille/"


@pytest.mark.parametrize("path", ["/communes/99999-nowhere/", "/collectifs/nothing/", "/articles/nothing/"])
def test_unknown_address_answers_404(client, path):
    assert client.get(path).status_code == 404
