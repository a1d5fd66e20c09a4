"""Restricted and missing are the same to whoever may not see: 404, and for guests a way to sign in and come back."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction, PageViewRestriction

from campaign.models import ArticleIndexPage, ArticlePage, CampaignDocument, CampaignImage, CampaignRendition

KINDS = [BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS, BaseViewRestriction.PASSWORD]


@pytest.fixture
def article(db):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    return index.add_child(instance=ArticlePage(title="Entre nous", slug="entre-nous", locale=index.locale))


@pytest.fixture
def document(db):
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    made = CampaignDocument(title="Budget", collection=closed, file_size=4)
    made.file.save("0123456789abcdef.pdf", ContentFile(b"%PDF"), save=True)
    return made


@pytest.fixture
def picture(db):
    """A picture as a page shows it, in a collection of its own."""
    closed = Collection.get_first_root_node().add_child(name="Photos réservées")
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(body, "PNG")
    file = ImageFile(body, name="reunion.png")
    image = CampaignImage.objects.create(title="Réunion", collection=closed, file=file)
    body.seek(0)
    yield CampaignRendition.objects.create(
        image=image, filter_spec="original", file=ImageFile(body, name="reunion.png")
    )
    image.delete()


def restrict(kind, *, page=None, collection=None):
    """Close a page or a collection; the group that may pass is `may-read`."""
    if page:
        made = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="hemlig")
    else:
        made = CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind, password="hemlig")
    made.groups.add(Group.objects.get_or_create(name="may-read")[0])


def same_as_missing(client, path, other):
    closed, missing = client.get(path), client.get(other)
    assert closed.status_code == missing.status_code == 404
    shorten = [(re.escape(part), "…") for address in (path, other) for part in (address, address.replace("/", "%2F"))]
    pages = []
    for answer in (closed, missing):
        text = answer.text
        for what, instead in shorten:
            text = re.sub(what, instead, text)
        pages.append((text, {name: value for name, value in answer.items() if name != "Content-Length"}))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("above", [False, True])
def test_restricted_page_is_to_others_as_if_it_were_not(client, client_of, outsider, article, kind, above):
    path = article.url
    assert client.get(path).status_code == 200
    restrict(kind, page=article.get_parent() if above else article)
    same_as_missing(client, path, path.replace("entre-nous", "rien-ici"))
    if kind != BaseViewRestriction.LOGIN:
        same_as_missing(client_of(outsider), path, path.replace("entre-nous", "rien-ici"))


@pytest.mark.parametrize("kind", KINDS)
def test_document_of_a_closed_collection_is_to_others_as_if_it_were_not(client, client_of, outsider, document, kind):
    assert client.get(document.url).status_code == 200
    restrict(kind, collection=document.collection)
    missing = document.url.replace(f"/{document.pk}/", f"/{document.pk + 1000}/")
    same_as_missing(client, document.url, missing)
    if kind != BaseViewRestriction.LOGIN:
        same_as_missing(client_of(outsider), document.url, missing)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_number_tells_what_is_closed_or_not_published(client, article, document, kind, method):
    """Wagtail asks for passwords at addresses made of numbers, which answer whatever closes the page."""
    article.unpublish()
    restrict(kind, page=article)
    restrict(kind, collection=document.collection)
    page, collection = PageViewRestriction.objects.get(), CollectionViewRestriction.objects.get()
    addresses = [f"{way}/_util/authenticate_with_password/{page.pk}/{article.pk}/" for way in ("", "/en")]
    for address in (*addresses, f"/documents/authenticate_with_password/{collection.pk}/"):
        answer = getattr(client, method)(address, {"password": "hemlig", "return_url": "/"})
        assert answer.status_code == 404 and "Entre nous" not in answer.text, address
        assert not client.cookies


def test_who_may_pass_gets_what_is_closed_to_others(client_of, outsider, member, article, document):
    restrict(BaseViewRestriction.GROUPS, page=article)
    restrict(BaseViewRestriction.GROUPS, collection=document.collection)
    member.groups.add(Group.objects.get(name="may-read"))
    for path in (article.url, document.url):
        assert client_of(member).get(path).status_code == 200
        assert client_of(outsider).get(path).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_no_public_page_leads_to_a_closed_translation_of_it(client, article, kind):
    english = ArticleIndexPage.objects.get(locale__language_code="en")
    among_us = ArticlePage(title="Among us", slug="among-us", locale=english.locale)
    among_us.translation_key = article.translation_key
    english.add_child(instance=among_us)
    assert among_us.url in client.get(article.url).text
    restrict(kind, page=among_us)
    assert "among-us" not in client.get(article.url).text


def test_guest_signs_in_from_the_missing_page_and_comes_back(client, client_of, outsider, article):
    restrict(BaseViewRestriction.LOGIN, page=article)
    way = re.search(r'href="(/accounts/login/\?next=[^"]+)" rel="nofollow"', client.get(article.url + "?a=b").text)
    assert way and parse_qs(urlsplit(way[1]).query) == {"next": [article.url + "?a=b"]}
    assert client_of(outsider).get(article.url).status_code == 200
    assert 'rel="nofollow"' not in client_of(outsider).get("/rien-ici/").text


def test_missing_page_beside_the_drop_speaks_of_no_account(client, db):
    answer = client.get("/leak/rien-ici/")
    assert answer.status_code == 404 and "next=" not in answer.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("above", [False, True])
def test_picture_of_a_closed_collection_is_to_others_as_if_it_were_not(
    client, client_of, outsider, picture, kind, above
):
    path, collection = picture.url, picture.image.collection
    assert client.get(path)["Cache-Control"].startswith("public")
    restrict(kind, collection=collection.get_parent() if above else collection)
    for name in (path, path.replace("reunion", "rien-ici")):
        assert client.head(name).status_code == 404
    same_as_missing(client, path, path.replace("reunion", "rien-ici"))
    if kind != BaseViewRestriction.LOGIN:
        same_as_missing(client_of(outsider), path, path.replace("reunion", "rien-ici"))


@pytest.mark.parametrize("kind", [BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS])
def test_picture_of_a_closed_collection_reaches_whom_it_is_open_to_and_no_cache(client_of, member, picture, kind):
    restrict(kind, collection=picture.image.collection)
    member.groups.add(Group.objects.get(name="may-read"))
    answer = client_of(member).get(picture.url)
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-cache"


def test_public_picture_stays_public_beside_closed_ones(client, picture, document):
    restrict(BaseViewRestriction.LOGIN, collection=document.collection)
    assert client.get(picture.url)["Cache-Control"].startswith("public")


def test_picture_that_moves_to_a_closed_collection_is_closed_with_it(client, picture, document):
    restrict(BaseViewRestriction.GROUPS, collection=document.collection)
    picture.image.collection = document.collection
    picture.image.save()
    assert client.get(picture.url).status_code == 404


def test_originals_and_documents_leave_by_no_address_of_pictures(client, client_of, moderator, picture, document):
    for who in (client, client_of(moderator)):
        for file in (picture.image.file, document.file):
            assert who.get(f"/media/{file.name}").status_code == 404


def test_file_of_no_picture_is_nobodys_once_a_collection_is_closed(client, picture, document):
    storage = picture.file.storage
    left = storage.save("images/restee.png", ContentFile(b"x"))
    assert client.get(f"/media/{left}").status_code == 200
    restrict(BaseViewRestriction.LOGIN, collection=document.collection)
    assert client.get(f"/media/{left}").status_code == 404
    storage.delete(left)


@pytest.mark.django_db(transaction=True)
def test_public_picture_asks_the_database_for_nothing(client, picture):
    client.get(picture.url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(picture.url).status_code == 200
    assert len(asked) == 0
