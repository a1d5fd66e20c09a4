"""The administration: every page type opens, previews and publishes; documents leave by collection permission."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from campaign.models import (
    ArticleIndexPage,
    ArticlePage,
    CampaignDocument,
    CollectiveIndexPage,
    CollectivePage,
    HomePage,
    SiteSettings,
    StandardPage,
)
from campaign.services import approve_collective
from events.models import EventPage
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db, client_of):
    user = make_user("redaction", second_factor=True)
    user.is_superuser = True
    user.save()
    return client_of(user)


def test_every_page_of_the_tree_opens_in_the_editor_and_previews(editor, collective):
    approve_collective(collective=collective)
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    index.add_child(instance=ArticlePage(title="Article", slug="article", locale=index.locale))
    for page in Page.objects.filter(depth__gt=1).specific():
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200, page
        preview = page.make_preview_request()
        assert preview.status_code == 200, page
        assert page.title in preview.rendered_content


@pytest.mark.parametrize(
    ("parent", "child"), [(ArticleIndexPage, "articlepage"), (HomePage, "standardpage"), (StandardPage, "standardpage")]
)
def test_form_for_a_new_page_opens(editor, parent, child):
    parent_page = parent.objects.filter(locale__language_code="fr").first()
    response = editor.get(reverse("wagtailadmin_pages:add", args=["campaign", child, parent_page.pk]))
    assert response.status_code == 200


def test_collectives_pages_are_never_added_by_hand(editor):
    assert CollectivePage not in CollectiveIndexPage.creatable_subpage_models()


def test_settings_and_list_of_collectives_open(editor, collective):
    assert editor.get(reverse("wagtailsettings:edit", args=["campaign", "sitesettings"])).status_code in {200, 302}
    assert collective.name in editor.get(reverse("collectives:index")).text
    assert editor.get(reverse("collectives:edit", args=[collective.pk])).status_code == 200


def test_collective_is_never_added_in_the_administration(editor, collective):
    assert reverse("collectives:add") not in editor.get(reverse("collectives:index")).text
    copy = reverse("collectives:copy", args=[collective.pk])
    for address in (reverse("collectives:add"), copy):
        for answer in (editor.get(address), editor.post(address, {"name": "Sans commune", "status": "active"})):
            assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))


def test_restricted_page_of_a_collective_says_nothing_to_visitors(client, editor, collective):
    approve_collective(collective=collective)
    page = collective.page_in("fr")
    page.body = json.dumps([{"type": "text", "value": "<p>Le mot du jardin</p>"}])
    page.save_revision().publish()
    address = collective.get_absolute_url()
    assert "Le mot du jardin" in client.get(address).text
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "Le mot du jardin" not in client.get(address).text
    restriction.page = page.get_parent()
    restriction.save()
    assert "Le mot du jardin" not in client.get(address).text


@pytest.mark.parametrize("model", [CollectivePage, EventPage])
def test_face_offers_no_privacy_it_could_not_keep(model):
    assert model.private_page_options == []


def test_tagline_follows_the_language(client):
    settings = SiteSettings.objects.get()
    settings.taglines = {"fr": "En français", "en": "In English"}
    settings.save()
    assert "En français" in client.get("/").text
    assert "In English" in client.get("/en/").text
    settings.taglines = {"en": "In English"}
    settings.save()
    assert "In English" in client.get("/").text


def test_settings_form_has_a_tagline_for_each_language_in_order():
    row = SiteSettings.objects.get()
    row.taglines = {"fr": "Avant", "en": "Before", "oc": "Abans"}
    form = get_setting_edit_handler(SiteSettings).get_form_class()
    names = [name for name in form(instance=row).fields if name.startswith("tagline")]
    assert [(name, form(instance=row)[name].label, form(instance=row)[name].value()) for name in names] == [
        ("tagline_fr", "Français", "Avant"),
        ("tagline_en", "English", "Before"),
    ]
    assert form({"footer_links-count": "0", "tagline_fr": "x" * 161}, instance=row).errors.keys() == {"tagline_fr"}
    typed = form({"footer_links-count": "0", "tagline_fr": "Après", "tagline_en": ""}, instance=row)
    assert typed.is_valid() and typed.save()
    assert SiteSettings.objects.get().taglines == {"fr": "Après", "oc": "Abans"}, "a language may come back"


def test_taglines_of_two_columns_come_into_one_and_back():
    step = import_module("campaign.migrations.0004_taglines_by_language")
    row = SimpleNamespace(tagline_fr="Ici", tagline_en="", save=lambda update_fields: None)
    rows = SimpleNamespace(get_model=lambda *_name: SimpleNamespace(objects=SimpleNamespace(all=lambda: [row])))
    step.gather(rows, None)
    assert row.taglines == {"fr": "Ici"}
    row.tagline_fr = row.taglines["oc"] = "Aicí"
    step.give_back(rows, None)
    assert (row.tagline_fr, row.tagline_en) == ("Ici", "")


def make_document(collection=None):
    document = CampaignDocument(title="Budget 2022", collection=collection or Collection.get_first_root_node())
    document.file.save("0123456789abcdef.pdf", ContentFile(b"%PDF-1.4 contents"), save=False)
    document.file_size = 17
    document.save()
    return document


def test_document_is_sent_piece_by_piece_as_an_attachment(client):
    response = client.get(make_document().url)
    assert response.streaming
    assert b"".join(response.streaming_content) == b"%PDF-1.4 contents"
    assert response["Content-Disposition"] == 'attachment; filename="budget-2022.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_document_of_a_closed_collection_is_refused(client, client_of, outsider):
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.GROUPS
    ).groups.add(make_user("x", groups=("campaign-editors",)).groups.get())
    document = make_document(closed)
    assert client.get(document.url).status_code == 404
    assert client_of(outsider).get(document.url).status_code == 404


def test_article_says_what_it_is_to_machines_and_cannot_be_broken_out_of(client):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    index.add_child(
        instance=ArticlePage(title="</script><b>x", slug="article", locale=index.locale, authors="Une, Deux")
    )
    text = client.get("/articles/article/").text
    block = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    data = json.loads(block)
    assert data["headline"] == "</script><b>x"
    assert [author["name"] for author in data["author"]] == ["Une", "Deux"]
