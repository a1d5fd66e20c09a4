"""A process that has a site with something of everything, and answers what it is asked: a line in, its cost a line out.

Run by bench/dear.py with the folder of the code to measure, which need not be this one: what it fills a site with is
the bench's own, so that old code is measured by the same lines as new code.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from functools import cache
from itertools import cycle
from typing import Any

import agenda_pages

SPACES = 20  # as many as bench/forum_data.py has forums
WAITING = 3  # of each kind of thing that waits for a moderator
WORDS = "Nous parlons des caméras de la commune et du marché public de la vidéosurveillance."


def fill(size: int) -> dict[str, Any]:
    """An agenda of this size with collectives, and beside it a forum, pages, projects, and what waits."""
    from campaign.models import Collective
    from forum.spaces.services import make_spaces

    said: dict[str, Any] = dict(agenda_pages.fill(size))
    collectives = list(Collective.objects.order_by("pk"))
    spaces = [make_spaces(collective=one) for one in collectives]
    people, topic = _talk(spaces[:SPACES])
    _belong(people, collectives)
    _tell(collectives)
    _wait(people, collectives, topic)
    address = f"/forum/forum/{topic.forum.slug}-{topic.forum_id}/topic/{topic.slug}-{topic.pk}/"
    return said | {"topic": address, "people": people}


def _talk(spaces: list[Any]) -> tuple[list[Any], Any]:
    """People, and what they said in the public forums of some collectives."""
    from bench import forum_data

    people = forum_data.make_people()
    topic, _quiet = forum_data.make_topics(people, [space.public_forum for space in spaces])
    for model in (type(topic), type(topic).posts.rel.related_model):  # it let the dates given stand
        model._meta.get_field("created").auto_now_add = model._meta.get_field("updated").auto_now = True
    return people, topic


def _belong(people: list[Any], collectives: list[Any]) -> None:
    """The first organises a collective; the second moderates the campaign, and organises another; all belong to one."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth.models import Group

    for number, person in enumerate(people):
        role = "organiser" if number < 2 else "member"
        collectives[number % SPACES].memberships.create(user=person, role=role)
    people[1].groups.add(Group.objects.get_or_create(name="campaign-moderators")[0])
    TOTP.activate(people[1], generate_totp_secret())


def _tell(collectives: list[Any]) -> None:
    """Articles, communiqués and projects."""
    from wagtail.models import Page

    from campaign.models import ArticleIndexPage, ArticlePage, Statement
    from surveillance.services import create_project

    home = Page.objects.filter(depth=2)[0]
    index = ArticleIndexPage.objects.first() or home.add_child(instance=ArticleIndexPage(title="Articles"))
    for number in range(30):
        index.add_child(instance=ArticlePage(title=f"Caméras, chapitre {number}", standfirst=WORDS))
        Statement.objects.create(collective=collectives[number], title=f"Caméras : non {number}", text=WORDS)
        where = [collectives[number].commune]
        create_project(by=None, communes=where, kinds=["cameras"], name=f"Caméras du centre {number}", summary=WORDS)


def _wait(people: list[Any], collectives: list[Any], topic: Any) -> None:
    """Some of each kind of thing for the moderator to answer."""
    from django.utils import timezone

    from campaign.services import ask_to_join, ask_to_take_over, start_collective
    from events import services as agenda
    from events.models import Event
    from forum.moderation.services import moderating
    from forum.services import reply
    from surveillance.services import report_project
    from surveillance.validators import read_partial_date

    own, others = collectives[1], people[2 : 2 + WAITING]
    for number, person in enumerate(others):
        start_collective(
            user=person, commune=own.commune, name=f"Nouveau {number}", introduction=WORDS, meeting_words=""
        )
        ask_to_join(user=person, collective=own, words=WORDS)
        ask_to_take_over(user=person, collective=collectives[30], lost_name="", words=WORDS)
        start = timezone.now() + timedelta(days=9 + number)
        agenda.propose(collective=own, note="", title=f"Fête {number}", commune=own.commune, starts_at=start)
        agenda.invite_host(Event.objects.get(slug=f"reunion-{40 + number}"), collective=own, by=person)
        line = {"when": read_partial_date("2024"), "source": "Le journal", "text": WORDS}
        report_project(line=line, name=f"Drones {number}", communes=[own.commune], kinds=["drones"])
        moderating.flag(post=topic.first_post, by=person, reason="other", words=WORDS)
        reply(topic=topic, author=person, content=WORDS, approved=False)


@cache
def one_handler() -> Any:
    """For all clients, as a server has one: each would load its middleware with its first request."""
    from django.test.client import ClientHandler

    return ClientHandler(enforce_csrf_checks=False)


def signed_in(person: Any) -> Any:
    """A client in whose session the password was given, and the second factor of whoever has one."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.handler = one_handler()
    client.force_login(person, backend="accounts.backends.PasswordBackend")
    records: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "username": person.username}]
    factors = person.authenticator_set.all()
    records += [{"method": "mfa", "at": time.time(), "id": one.pk, "type": one.type} for one in factors]
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def main() -> None:
    """Fill, say what there is to ask, answer each line."""
    root, size = sys.argv[1], int(sys.argv[2])
    os.environ["BENCH_FORUM"] = "1"  # as many topics for the short form: they are not what is measured
    sys.path[0] = root  # in the place of the folder of the bench, whose modules bear names of others
    os.chdir(root)
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("prepare", "migrate", "static", stdout=sys.stderr)
    said = fill(size)
    agenda_pages.analyze()
    people = said.pop("people")
    readers = {"guest": Client(headers={"host": "localhost"}), "organiser": signed_in(people[0])}
    readers |= {"moderator": signed_in(people[1]), "member": signed_in(people[2])}
    writers = cycle([signed_in(person) for person in people[5:145]])
    print(json.dumps(said), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        client = readers.get(asked["who"]) or next(writers)
        print(json.dumps(agenda_pages.ask(client, asked["path"], {}, asked["form"])), flush=True)


if __name__ == "__main__":
    main()
