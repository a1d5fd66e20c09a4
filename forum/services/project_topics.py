"""One topic about a surveillance project, opened when somebody who documents it wants it. Reads and the one writer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.models import Collective
from forum.models import ProjectTopic, Space
from forum.services.linked_topics import open_linked, readable_topic, space_among, with_topic
from surveillance.models import Project


def space_for(project: Project, user: Any) -> Space | None:
    """Where a topic about this project would stand: with a collective of its communes that the user organises."""
    communes = project.communes.values("pk")
    collectives = Collective.objects.approved()
    return space_among(
        collectives.filter(commune__in=communes)
        | collectives.filter(commune__parent__in=communes)
        | collectives.filter(commune__arrondissements__in=communes),
        user,
    )


def topic_about(project: Project, user: Any, handler: Any = None) -> Any:
    """The topic about a project, where this person may read it; else None."""
    return readable_topic(with_topic(ProjectTopic.objects.filter(project=project)), user, handler)


def project_of(topic: Any, user: Any) -> Project | None:
    """The project that a topic is about, where this person may see it."""
    linked = ProjectTopic.objects.filter(topic=topic).values("project")
    return Project.objects.visible_to(user).filter(pk__in=linked).first()


@transaction.atomic
def open_topic(project: Project, *, author: Any, space: Space) -> Any:
    """The topic about this project, opened now unless it is there already."""
    Project.objects.select_for_update().get(pk=project.pk)  # two organisers may ask at the same moment
    address = settings.SITE_URL + project.get_absolute_url()
    content = _("We talk here about this surveillance project: %(address)s") % {"address": address}
    links = ProjectTopic.objects.filter(project=project)
    return open_linked(
        links, subject=project.name, content=content, author=author, forum=space.public_forum, project=project
    )
