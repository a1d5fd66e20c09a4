"""Verbs on mentions: writing down whom a post speaks to, and following a name that changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace

from forum.machina import Post
from forum.models import Mention
from forum.writing.queries.mentions import address_of


def _named_by(address: str) -> str:
    """The name that `address_of` was given."""
    return unquote(address.removesuffix("/").rsplit("/", 1)[-1])


@transaction.atomic
def follow_name(*, was: str, name: str) -> None:
    """Let the mentions of who wrote under one name lead to the page of the other; their words stay as they were."""
    old, new = (f'href="{address_of(one)}"' for one in (was, name))
    stored = Post.objects.filter(_content_rendered__contains=old)
    stored.update(_content_rendered=Replace("_content_rendered", Value(old), Value(new)))


def note(*, post: Any, addresses: set[str]) -> None:
    """Write down whom an approved post speaks to, each once: who listens to new rows tells them."""
    known = set(Mention.objects.filter(post=post).values_list("user_id", flat=True))
    named = get_user_model().objects.filter(public_name__in={_named_by(address) for address in addresses})
    spoken_to = set(named.values_list("pk", flat=True))
    for user_id in sorted(spoken_to - known - {post.poster_id}):
        Mention.objects.create(post=post, user_id=user_id)
