"""Fills a forum for the benchmark: the same people, forums, topics and posts whatever the settings module.

`python -m bench.forum_data <folder>`, with DJANGO_SETTINGS_MODULE: migrates, fills, and writes <folder>/<name>.json
with the addresses to measure and the sessions to measure them with.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bench.short import amount

SCALE = amount("BENCH_FORUM", 10, 1)
WRITERS = amount("BENCH_WRITERS", 150, 150)  # nobody may write more than six times a minute
USERS, FORUMS, CATEGORIES = max(50 * SCALE, WRITERS), 20, 4
TOPICS, POSTS, LONGEST = 500 * SCALE, 10_000 * SCALE, 500 * SCALE
random = Random(2026)  # noqa: S311  (the same data each time)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = (
    "caméra surveillance commune marché conseil municipal réunion affiche tract parcours relevé quartier "
    "rue place image drone algorithme budget coût devis délibération avis préfecture habitant voisine "
    "samedi prochain préparer imprimer coller marcher noter carte point hauteur direction dôme mât angle "
    "zone école parc gare question réponse source lien article presse radio atelier cuisine salle ouvrir "
    "fermer venir revenir écrire relire demander obtenir refuser publier "
).split()


def texts() -> list[str]:
    """Some hundred messages of a paragraph or three, with the Markdown that people use."""
    made = []
    for number in range(200):
        paragraphs = [" ".join(random.choices(WORDS, k=random.randint(15, 60))) for _ in range(random.randint(1, 3))]
        if number % 5 == 0:
            paragraphs.append("> " + " ".join(random.choices(WORDS, k=12)))
        if number % 7 == 0:
            paragraphs.append("- **un point**\n- *un autre*, avec [une adresse](https://example.org/page)")
        made.append("\n\n".join(paragraphs))
    return made


@cache
def rendered(text: str) -> str:
    """A message as the installed pipeline renders it."""
    from machina.models.fields import render_func

    return str(render_func(text))


def keep_dates(*models: Any) -> None:
    """Let the dates given stand, instead of the moment of filling."""
    for model in models:
        for name in ("created", "updated"):
            field = model._meta.get_field(name)
            field.auto_now = field.auto_now_add = False


def make_people() -> list[Any]:
    from django.contrib.auth import get_user_model

    model = get_user_model()
    names = [f"personne-{number}" for number in range(USERS)]
    people = [model(username=name) for name in names]
    if hasattr(people[0], "public_name"):
        for person, name in zip(people, names, strict=True):
            person.public_name, person.name_key = name.capitalize(), name.replace("-", "")
    return list(model.objects.bulk_create(people))


def make_forums() -> list[Any]:
    """Categories with forums, open to all: each has its own rules, as the spaces of collectives have."""
    from machina.core.db.models import get_model

    forum_model = get_model("forum", "Forum")
    permission, rule = (get_model("forum_permission", name) for name in ("ForumPermission", "UserForumPermission"))
    forum_model.objects.all().delete()
    forums, everything = [], []
    for number in range(CATEGORIES):
        category = forum_model.objects.create(name=f"Catégorie {number}", type=forum_model.FORUM_CAT)
        inside = [
            forum_model.objects.create(
                name=f"Forum {number}-{one}", description="Ce dont on parle ici.", parent=category, type=0
            )
            for one in range(FORUMS // CATEGORIES)
        ]
        forums += inside
        everything += [category, *inside]
    read = ["can_see_forum", "can_read_forum"]
    write = ["can_start_new_topics", "can_reply_to_topics", "can_edit_own_posts", "can_delete_own_posts"]
    rights = {code: permission.objects.get(codename=code) for code in [*read, *write, "can_post_without_approval"]}
    rows = []
    for forum in everything:
        for code, right in rights.items():
            if code in read:
                rows.append(rule(forum=forum, permission=right, anonymous_user=True, has_perm=True))
            rows.append(rule(forum=forum, permission=right, authenticated_user=True, has_perm=True))
    rule.objects.bulk_create(rows)
    return forums


def make_topics(people: list[Any], forums: list[Any]) -> tuple[Any, Any]:
    """Every topic with its posts and its counters; the longest one and one that is quiet are given back."""
    from machina.core.db.models import get_model

    topic_model, post_model = (get_model("forum_conversation", name) for name in ("Topic", "Post"))
    keep_dates(topic_model, post_model)
    fields = {field.name for field in post_model._meta.get_fields()}
    pool = texts()
    rest = POSTS - LONGEST
    sizes = [LONGEST] + [rest // (TOPICS - 1) + (number < rest % (TOPICS - 1)) for number in range(TOPICS - 1)]
    topics, posts = [], []
    for number, size in enumerate(sizes):
        opened = BEGIN + timedelta(minutes=100 * number)
        subject = f"Sujet {number} : {' '.join(random.choices(WORDS, k=4))}"
        topics.append(
            topic_model(
                forum=forums[number % FORUMS], poster=random.choice(people), subject=subject, slug=f"sujet-{number}",
                type=0, status=0, approved=True, posts_count=size, created=opened, updated=opened,
                last_post_on=opened + timedelta(minutes=size - 1),
            )
        )  # fmt: skip
    topics = topic_model.objects.bulk_create(topics, batch_size=500)
    for topic, size in zip(topics, sizes, strict=True):
        for place in range(size):
            said = topic.created + timedelta(minutes=place)
            text = random.choice(pool)
            ours = {"position": place + 1} if "position" in fields and "search_text" in fields else {}
            if "search_text" in fields:
                ours["search_text"] = _plain(f"{topic.subject}\n{text}")
            posts.append(
                post_model(
                    topic=topic, poster=random.choice(people), subject=topic.subject, content=text,
                    _content_rendered=rendered(text), approved=True, created=said, updated=said, **ours,
                )
            )  # fmt: skip
    ids = iter([post.pk for post in post_model.objects.bulk_create(posts, batch_size=1000)])
    for topic, size in zip(topics, sizes, strict=True):
        own = [next(ids) for _ in range(size)]
        topic.first_post_id, topic.last_post_id = own[0], own[-1]
    topic_model.objects.bulk_update(topics, ["first_post_id", "last_post_id"], batch_size=250)
    for forum in forums:
        inside = [topic for topic in topics if topic.forum_id == forum.pk]
        last = max(inside, key=lambda topic: topic.last_post_on)
        type(forum).objects.filter(pk=forum.pk).update(
            direct_topics_count=len(inside), direct_posts_count=sum(topic.posts_count for topic in inside),
            last_post_id=last.last_post_id, last_post_on=last.last_post_on,
        )  # fmt: skip
    return topics[0], topics[1]


def _plain(text: str) -> str:
    from safety.letters import plain_letters

    return plain_letters(text)


def sessions(people: list[Any]) -> list[str]:
    """Signed in, as the site itself would leave them."""
    from django.test import Client

    keys = []
    for person in people[:WRITERS]:
        client = Client(headers={"host": "localhost"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        keys.append(client.cookies["sessionid"].value)
    return keys


def main(folder: Path) -> None:
    """Migrate, fill, tell."""
    import django
    from django.conf import settings

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.urls import reverse

    for alias in settings.DATABASES:
        call_command("migrate", database=alias, verbosity=0)
    with transaction.atomic():
        people, forums = make_people(), make_forums()
        topic, quiet = make_topics(people, forums)
    names = {"forum_slug": topic.forum.slug, "forum_pk": topic.forum_id}
    page = reverse("forum_conversation:topic", kwargs={**names, "slug": topic.slug, "pk": topic.pk})
    category = topic.forum.parent
    told = {
        "home": reverse("forum:index"),
        "category": reverse("forum:forum", kwargs={"slug": category.slug, "pk": category.pk}),
        "forum": reverse("forum:forum", kwargs={"slug": topic.forum.slug, "pk": topic.forum_id}),
        "topic, first page": page,
        "topic, last page": f"{page}?page={LONGEST // 20}",
        "quiet topic": reverse(
            "forum_conversation:topic",
            kwargs={"forum_slug": quiet.forum.slug, "forum_pk": quiet.forum_id, "slug": quiet.slug, "pk": quiet.pk},
        ),
        "topic number": topic.pk,
        "last post": topic.last_post_id,
        "search": reverse("forum_search:search") + "?q=devis+drone",
        "new post": reverse(
            "forum_conversation:post_create", kwargs={**names, "topic_slug": topic.slug, "topic_pk": topic.pk}
        ),
        "sessions": sessions(people),
    }
    (folder / f"{settings.SETTINGS_MODULE}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
