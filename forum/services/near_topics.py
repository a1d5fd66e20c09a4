"""One topic a commune where nobody has begun yet: whoever lives nearby finds the others there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forum.models import NearTopic
from forum.services.linked_topics import open_linked, readable_topic, with_topic
from places.models import Commune


def topic_near(commune: Commune, user: Any, handler: Any = None) -> Any:
    """The topic of a commune, where this person may read it; else None."""
    return readable_topic(with_topic(NearTopic.objects.filter(commune=commune)), user, handler)


def is_out_of_sight(commune: Commune, user: Any, handler: Any = None) -> bool:
    """Whether there is a topic that moderators keep from this person: another one would undo what they did."""
    links = NearTopic.objects.filter(commune=commune)
    return links.exists() and topic_near(commune, user, handler) is None


@transaction.atomic
def open_topic(commune: Commune, *, author: Any, forum: Any) -> Any:
    """The topic of this commune, opened now unless it is there already. The words are ours, in French, and neutral."""
    Commune.objects.select_for_update().get(pk=commune.pk)  # two people may ask at the same moment
    with override("fr"):  # stored once, like what people write
        subject = _("Who is near %(place)s?") % {"place": commune.of_words}
        content = _(
            "Here people who live around find each other, to begin something against video surveillance. Say what you "
            "would like to do; where you live exactly, keep to yourself. What we know of the commune: %(address)s"
        ) % {"address": settings.SITE_URL + commune.get_absolute_url()}
    links = NearTopic.objects.filter(commune=commune)
    return open_linked(links, subject=subject, content=content, author=author, forum=forum, commune=commune)
