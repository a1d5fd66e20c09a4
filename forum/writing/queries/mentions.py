"""Whom an `@name` means: never a directory of accounts, only people whom the one who writes has before their eyes.

These are who wrote in the topic and, for a member of the collective whose space it is, its other members; of them those
who may read the forum. To anybody else the name is just a word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import translation

from accounts.validators import name_key
from forum.addresses import profile_address
from forum.machina import Post
from forum.models import Space
from forum.notices.queries import readers_among

MOST_NAMES = 8  # offered at a time


def address_of(name: str) -> str:
    """Where a mention of who writes under this name leads: without language, as it is stored once for all readers."""
    with translation.override(settings.LANGUAGE_CODE):
        return profile_address(name)


def people_around(*, forum: Any, topic: Any, asker: Any) -> list[Any]:
    """Whom `asker` (None: an author who left) has before their eyes here; whether they may read is not asked yet."""
    around = Q(pk__in=Post.objects.filter(topic=topic, approved=True).values("poster")) if topic else Q(pk=None)
    if asker is not None:
        spaces = Space.objects.filter(Q(public_forum=forum) | Q(private_forum=forum) | Q(category=forum))
        groups = {pk for pair in spaces.values_list("members", "organisers") for pk in pair}
        if groups and asker.groups.filter(pk__in=groups).exists():
            around |= Q(groups__in=groups)
    people = get_user_model().objects.filter(around, is_active=True).exclude(public_name="")
    return list(people.only("pk", "public_name").distinct())


def names_to_offer(*, forum: Any, topic: Any, asker: Any, begun: str) -> list[str]:
    """Names that go on from what was typed behind an @, of people whom this person may mention."""
    key = name_key(begun) or ""
    people = [one for one in people_around(forum=forum, topic=topic, asker=asker) if one.pk != asker.pk]
    fitting = sorted((one for one in people if (name_key(one.public_name) or "").startswith(key)), key=str)
    readers = readers_among((one.pk for one in fitting), forum)
    return [one.public_name for one in fitting if one.pk in readers][:MOST_NAMES]


def reader_of_names(*, forum: Any, topic: Any, asker: Any) -> Callable[[str], tuple[int, str] | None]:
    """For the rendering: what follows an @ → how long the name is and where it leads. People are looked up once."""

    @cache
    def people() -> dict[int, dict[str, Any]]:
        """Length of a name → the name → whose it is; the longest first."""
        by_length: dict[int, dict[str, Any]] = {}
        around = people_around(forum=forum, topic=topic, asker=asker)
        for person in sorted(around, key=lambda one: -len(one.public_name)):
            by_length.setdefault(len(person.public_name), {})[person.public_name.casefold()] = person
        return by_length

    @cache
    def readers() -> set[int]:
        return readers_among((one.pk for names in people().values() for one in names.values()), forum)

    def read(text: str) -> tuple[int, str] | None:
        for length, names in people().items():
            person = names.get(text[:length].casefold())
            if person is not None and not text[length : length + 1].isalnum() and person.pk in readers():
                return length, address_of(person.public_name)
        return None

    return read
