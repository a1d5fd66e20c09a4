"""The whole demonstration from an empty site: every room in its turn, and once more without doubling anything."""

from __future__ import annotations

import zeal
import zeal.constants
import zeal.patch
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db.models import CharField, TextField
from django.test import Client

from campaign.models import ArticlePage, Collective, Membership
from events.models import Event, EventPage
from forum.machina import Topic
from forum.templatetags.board_tags import topic_url
from places.models import Commune
from tests.browser.test_accessibility import FOR_ALL
from tests.config.test_catalogue import FAULTS
from tests.conftest import make_user, signed_in_client

FOR_MEMBERS = ["/forum/notices/", "/forum/drafts/", "/forum/tracking/unread-topics/", "/a-traiter/", "/accounts/"]
LAID = ("campaign", "events", "surveillance", "board", "forum", "forum_conversation")
BESIDE = ["/forum/search/?q=camera", "/forum/feeds/topics/", "/agenda/agenda.ics", "/agenda/?vue=carte", "/sitemap.xml"]


def test_load_demo_lays_every_room_and_marks_the_site_twice_alike(demonstration, capsys):
    counted = (Collective, ArticlePage, Event, EventPage, Commune)
    before = [model.objects.count() for model in counted]
    assert all(before)
    call_command("load_demo")  # once more: what it lays on an empty site is there already
    assert "the drop stays closed" in capsys.readouterr().out  # nobody is there to hold its key
    assert [model.objects.count() for model in counted] == before
    assert "Démonstration" in Client().get("/agenda/").content.decode()


def texts_laid():
    """Every French text that the demonstration laid, with where it lies."""
    for model in (model for room in LAID for model in apps.get_app_config(room).get_models()):
        kinds = [field for field in model._meta.fields if isinstance(field, CharField | TextField)]
        names = [field.name for field in kinds if field.name != "search_text"]
        rows = model.objects.filter(locale__language_code="fr") if hasattr(model, "locale_id") else model.objects.all()
        for row in rows:
            for name in names:
                yield f"{model._meta.label}.{name}", str(getattr(row, name) or "")


def test_demonstration_is_set_with_the_signs_of_french(demonstration):
    texts = [(place, text) for place, text in texts_laid() if text]
    assert len(texts) > 500
    assert [text for text in texts if any(fault.search(text[1]) for fault in FAULTS.values())] == []


def test_no_page_of_the_demonstration_fetches_row_by_row(demonstration, settings):
    """django-zeal raises where a field of one row after the other is fetched alone."""
    # Wagtail walks down the tree of pages, machina up the tree of forums: as many steps as there are levels.
    steps = ("wagtailcore.Page", "forum_tracking.ForumReadTrack")
    settings.ZEAL_ALLOWLIST = [{"model": model, "field": "get()"} for model in steps]
    zeal.constants.initialize_app_registry()
    zeal.patch.patch()
    organiser = make_user("referente")
    for collective in Collective.objects.all()[:3]:
        Membership.objects.create(user=organiser, collective=collective, role=Membership.Role.ORGANISER)
    topics = [topic_url(topic) for topic in Topic.objects.select_related("forum")]
    assert len(topics) > 3
    visits = [(Client(), [*FOR_ALL, *BESIDE, *topics])]
    visits += [(signed_in_client(organiser), [*FOR_ALL, *FOR_MEMBERS, *topics])]
    for client, paths in visits:
        for path in paths:
            for name in caches.settings:  # what one page remembers spares the next nothing
                caches[name].clear()
            with zeal.zeal_context():
                assert client.get(path).status_code != 500, path  # the drop is closed here: 503
