"""Which pages of the tree a person sees in the site's administration: their own, and what is public."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry


def pages_seen_by(user: Any, pages: QuerySet[Page] | None = None) -> QuerySet[Page]:
    """Of these pages (else of all): what the person may work on, with what lies around it, and what everybody reads.

    Editors and moderators work on the whole tree. Not public is what is unpublished, and what only some may read.
    """
    among = Page.objects.all() if pages is None else pages
    if user.is_superuser:
        return among
    own = policy_registry.get_by_type(Page).explorable_instances(user).order_by()
    public = Page.objects.live().public().order_by()
    return among.filter(Q(pk__in=own.values("pk")) | Q(pk__in=public.values("pk")))


def sees_every_page(user: Any) -> bool:
    """Whether lists of everything may be shown to this person: there is no page that they do not see."""
    unseen = Page.objects.filter(depth__gt=1).exclude(pk__in=pages_seen_by(user).order_by().values("pk"))
    return not unseen.exists()
