"""A process that has an agenda filled to a size and answers what it is asked: a path a line in, its cost a line out.

Run by bench/agenda.py with the folder of the code to measure, which need not be this one. It imports nothing else of
the bench, so that old code is measured by the same lines as new code.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

DATES_A_SERIES = 25


def fill(size: int) -> dict[str, str]:
    """As many dates: collectives in as many communes, each with a series of fortnightly dates. Return what to ask."""
    from django.utils import timezone

    from campaign.models import Collective
    from events import services
    from events.models import Event, Occurrence
    from events.recurrence import at_zone
    from places.models import Commune

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    number = size // DATES_A_SERIES
    communes = [
        Commune(
            insee=f"{index:05}",
            name=f"Commune {index}",
            slug=f"commune-{index}",
            search_name=f"commune {index}",
            departement_code=f"{index % 95 + 1:02}",
            departement=f"Département {index % 95 + 1}",
            latitude=43 + (index % 60) / 10,
            longitude=-1 + (index // 60) / 5,
        )
        for index in range(number)
    ]
    Commune.objects.bulk_create(communes, batch_size=500)
    Collective.objects.bulk_create(
        [
            Collective(
                name=f"Collectif {index}",
                slug=f"collectif-{index}",
                commune=communes[index],
                approved_at=now - timedelta(days=100),
                status="active",
            )
            for index in range(number)
        ],
        batch_size=500,
    )
    hosts = list(Collective.objects.order_by("pk"))
    events = Event.objects.bulk_create(
        [
            Event(
                title=f"Réunion {index}",
                slug=f"reunion-{index}",
                kind=("meeting", "talk", "workshop", "cartopartie")[index % 4],
                commune=communes[index],
                starts_at=now - timedelta(days=90) + timedelta(hours=index % 500),
                recurrence="FREQ=WEEKLY;INTERVAL=2",
                published_at=now - timedelta(days=100),
                summary="Entrée libre, sans inscription.",
            )
            for index in range(number)
        ],
        batch_size=500,
    )
    through = Event.hosts.through
    through.objects.bulk_create(
        [through(event_id=event.pk, collective_id=host.pk) for event, host in zip(events, hosts, strict=True)],
        batch_size=500,
    )
    rows = []
    for event in events:
        for week in range(DATES_A_SERIES):
            local = event.local_start + timedelta(days=14 * week)  # by the wall clock, as the rule has it
            start = at_zone(local, event.zone)
            rows.append(Occurrence(event=event, date=local.date(), starts_at=start, over_at=start + timedelta(hours=3)))
    Occurrence.objects.bulk_create(rows, batch_size=500)
    _programme(services.announce, communes[0], now)
    coming = events[7].occurrences.coming()[0].date
    return {"month": (now + timedelta(days=60)).strftime("%Y-%m"), "date": coming.isoformat()}


def _programme(announce: Any, commune: Any, now: Any) -> None:
    """A festival of three days with sixty sessions."""
    from events.programme.models import Programme, ProgrammeDay, Room, Session

    opens = now + timedelta(days=30)
    festival = announce(
        hosts=[], by=None, title="Festival", commune=commune, starts_at=opens, ends_at=opens + timedelta(days=2)
    )
    programme = Programme.objects.create(event=festival)
    rooms = [Room.objects.create(programme=programme, name=f"Salle {index}") for index in range(4)]
    for index in range(3):
        start = opens + timedelta(days=index)
        day = ProgrammeDay.objects.create(
            programme=programme, date=start.date(), opens_at=start, closes_at=start + timedelta(hours=8)
        )
        for number in range(20):
            Session.objects.create(
                programme=programme,
                day=day,
                room=rooms[number % 4],
                title=f"Atelier {index}-{number}",
                starts_at=start + timedelta(hours=number // 4),
                minutes=50,
            )


def backend_seconds() -> float:
    """Processor time of the PostgreSQL process that serves this connection; 0 where there is none to read."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def ask(client: Any, path: str, headers: dict[str, str], form: dict[str, str] | None = None) -> dict[str, Any]:
    """One request: milliseconds of processor time here and in PostgreSQL, queries, bytes, and what names the answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        theirs, ours = backend_seconds(), time.process_time()
        answer = client.get(path, headers=headers) if form is None else client.post(path, form)
        ours = (time.process_time() - ours) * 1000
        theirs = (backend_seconds() - theirs) * 1000
    assert answer.status_code in (200, 302, 304), (path, answer.status_code)
    kept = {"python": ours, "database": theirs, "queries": len(queries), "bytes": len(answer.content)}
    kept["repeated"] = len(queries) - len({query["sql"] for query in queries})
    return kept | {"status": answer.status_code, "etag": answer.headers.get("ETag", "")}


def write() -> None:
    """Cancel one date, as an organiser does: whatever was kept of pages is old."""
    from events import services
    from events.models import Occurrence

    services.cancel_date(Occurrence.objects.filter(status="confirmed").coming()[40], reason="Salle fermée")


def main() -> None:
    """Fill, say what there is to ask, answer each line."""
    root, size = sys.argv[1], int(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[0] = root  # in the place of the folder of the bench, whose modules bear names of others
    os.chdir(root)
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    for alias in ("default", "leaks"):
        call_command("migrate", database=alias, verbosity=0)
    said = fill(size)
    analyze()
    client = Client(headers={"host": "localhost"})
    print(json.dumps(said), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("write"):
            write()
        print(json.dumps(ask(client, asked["path"], asked.get("headers", {}))), flush=True)


def analyze() -> None:
    """What PostgreSQL knows of its tables after a minute; SQLite learns nothing by itself."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
