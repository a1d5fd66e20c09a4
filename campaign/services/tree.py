"""The pages that a site cannot do without, laid after the first migration."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from accounts.models import GroupPolicy
from accounts.names import CAMPAIGN_MODERATORS, EDITORS
from campaign.models import (
    ArticleIndexPage,
    CollectiveIndexPage,
    HomePage,
    SiteSettings,
    StandardPage,
    ToolboxPage,
)

# Title and words in French (the site's own language) and English.
_WORDS: dict[str, dict[str, dict[str, Any]]] = {
    "home": {
        "fr": {
            "title": "Accueil",
            "promise": "Documenter la surveillance de nos villes, et s’organiser pour l’arrêter",
            "introduction": "Caméras, logiciels qui analysent les images, micros, drones : partout des habitant·es "
            "demandent des comptes.",
        },
        "en": {
            "title": "Home",
            "promise": "Document the surveillance of our cities, and organise to stop it",
            "introduction": "Cameras, software that reads their pictures, microphones, drones: everywhere residents "
            "ask for accounts.",
        },
    },
    "collectifs": {
        "fr": {
            "title": "Collectifs",
            "introduction": "<p>Des groupes locaux qui enquêtent, informent et agissent là où ils vivent.</p>",
        },
        "en": {
            "title": "Collectives",
            "introduction": "<p>Local groups that investigate, inform and act where they live.</p>",
        },
    },
    "articles": {
        "fr": {"title": "Articles", "introduction": "<p>Nouvelles et analyses de la campagne.</p>"},
        "en": {"title": "Articles", "introduction": "<p>News and analyses of the campaign.</p>"},
    },
    "agir": {
        "fr": {
            "title": "Agir",
            "introduction": "De quoi enquêter, convaincre, marcher et écrire\u202f: à lire, à imprimer, à emporter.",
        },
        "en": {
            "title": "Act",
            "introduction": "What it takes to investigate, convince, walk and write: read it, print it, take it along.",
        },
    },
    "a-propos": {
        "fr": {
            "title": "À propos",
            "introduction": "Ce site est l’outil commun de collectifs qui s’organisent face à la surveillance urbaine.",
        },
        "en": {
            "title": "About",
            "introduction": "This site is the common tool of collectives that organise against urban surveillance.",
        },
    },
    # What these say is written by config/standing.py; here editors put words of the campaign's own above it.
    "confidentialite": {"fr": {"title": "Vie privée"}, "en": {"title": "Privacy"}},
    "mentions-legales": {"fr": {"title": "Mentions légales"}, "en": {"title": "Legal notice"}},
    "accessibilite": {"fr": {"title": "Accessibilité"}, "en": {"title": "Accessibility"}},
}
_CHILDREN: list[tuple[str, type[Page]]] = [
    ("collectifs", CollectiveIndexPage),
    ("articles", ArticleIndexPage),
    ("agir", ToolboxPage),
    ("a-propos", StandardPage),
    ("confidentialite", StandardPage),
    ("mentions-legales", StandardPage),
    ("accessibilite", StandardPage),
]


def translate_page(*, page: Page, locale: Locale, words: dict[str, Any]) -> Page:
    """Publish the translation of a page into `locale` with these words; do nothing when there is one already."""
    existing = page.get_translation_or_none(locale)
    if existing is not None:
        return existing
    translated = page.copy_for_translation(locale)
    translated.slug = page.slug if page.depth > 2 else translated.slug
    for field, value in words.items():
        setattr(translated, field, value)
    translated.save_revision().publish()
    return translated.specific


def _root() -> Page:
    """The root of all pages; Wagtail's own migration makes it, an emptied database has lost it."""
    root = Page.objects.filter(depth=1).first()
    return root or Page.add_root(
        instance=Page(title="Root", slug="root", locale=Locale.objects.get(language_code="fr"))
    )


def _group(name: str, *, codenames: list[str], pages: list[str]) -> Group:
    """A group that may enter the site's administration and do this with its pages, pictures and documents."""
    group, _created = Group.objects.get_or_create(name=name)
    GroupPolicy.objects.get_or_create(group=group, defaults={"needs_second_factor": True})
    if group.permissions.exists():
        return group
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    media = ["add_campaignimage", "change_campaignimage", "choose_campaignimage"]
    media += ["add_campaigndocument", "change_campaigndocument", "choose_campaigndocument"]
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for permission in Permission.objects.filter(codename__in=media):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    for home in HomePage.objects.all():
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=pages):
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    return group


def _lay_groups() -> None:
    _group(
        CAMPAIGN_MODERATORS,
        codenames=["change_collective", "view_collective", "submit_translation"],
        pages=["add_page", "change_page", "publish_page"],
    )
    _group(
        EDITORS,
        codenames=["submit_translation", "change_sitesettings"],
        pages=["add_page", "change_page", "publish_page"],
    )


@transaction.atomic
def lay_toolbox() -> ToolboxPage | None:
    """The toolbox of a site that is older than it; None without a home page. Safe to repeat."""
    existing = ToolboxPage.objects.filter(locale__language_code="fr").first()
    home = HomePage.objects.filter(locale__language_code="fr").first()
    if existing is not None or home is None:
        return existing
    page = home.add_child(instance=ToolboxPage(slug="agir", locale=home.locale, **_WORDS["agir"]["fr"]))
    for translated in home.get_translations():
        translate_page(page=page, locale=translated.locale, words=_WORDS["agir"]["en"])
    return page


@transaction.atomic
def lay_page_tree() -> HomePage:
    """Make home, directory, articles and plain pages in both languages where they are missing; return the home page.

    Safe to repeat: what editors have changed, moved or removed stays as they left it.
    """
    french, _created = Locale.objects.get_or_create(language_code="fr")
    english, _created = Locale.objects.get_or_create(language_code="en")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and isinstance(site.root_page.specific, HomePage):
        _lay_groups()
        return site.root_page.specific

    root = _root()
    home = root.add_child(instance=HomePage(slug="accueil", locale=french, show_in_menus=False, **_WORDS["home"]["fr"]))
    home_page = translate_page(page=home, locale=english, words=_WORDS["home"]["en"])
    assert home_page.locale_id == english.pk  # noqa: S101  (what follows hangs beneath it)
    for slug, model in _CHILDREN:
        child = home.add_child(instance=model(slug=slug, locale=french, **_WORDS[slug]["fr"]))
        translate_page(page=child, locale=english, words=_WORDS[slug]["en"])
    if site is None:
        site = Site(hostname="localhost", port=80, is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.root_page = home
    site.save()
    # Wagtail's own welcome page; a page that somebody made is not a bare Page.
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        Page.objects.get(pk=welcome.pk).delete()
    SiteSettings.objects.get_or_create(
        site=site,
        defaults={
            "taglines": {
                "fr": "S’organiser face à la surveillance de nos villes",
                "en": "Organise against the surveillance of our cities",
            }
        },
    )
    _lay_groups()
    return HomePage.objects.get(pk=home.pk)
