"""One group of editors: where a site had three, their members are in it, and what was kept for them stays theirs."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from tests.conftest import make_user

pytestmark = pytest.mark.django_db
FORMER = ("editors", "Editors", "Moderators")


def merge() -> None:
    step = import_module("accounts.migrations.0002_names_groups_and_days")
    with connection.schema_editor(atomic=False) if connection.vendor != "sqlite" else _nothing() as editor:
        step.merge(apps, editor)


class _nothing:
    """SQLite gives no schema editor inside a transaction; the step asks it for its connection alone."""

    connection = connection

    def __enter__(self) -> _nothing:
        return self

    def __exit__(self, *_failure: object) -> None:
        pass


def test_one_group_of_editors_exists_after_migrating():
    assert [name for name in Group.objects.values_list("name", flat=True) if "edit" in name.lower()] == [
        "campaign-editors"
    ]
    assert not Group.objects.filter(name__in=FORMER).exists()


def test_members_of_the_former_groups_are_editors_and_keep_what_was_kept_for_them(client_of):
    people = [make_user(f"redac{number}", groups=(name,), second_factor=True) for number, name in enumerate(FORMER)]
    page = Page.objects.filter(depth=3, locale__language_code="fr").first()
    kept = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    kept.groups.add(Group.objects.get(name="Editors"))
    merge()
    one = Group.objects.get(name="campaign-editors")
    assert set(one.user_set.all()) == set(people)
    assert list(kept.groups.all()) == [one]
    assert not Group.objects.filter(name__in=FORMER).exists()
    assert client_of(people[0]).get("/cms/").status_code == 200
    merge()
    assert set(one.user_set.all()) == set(people), "safe to repeat"
