"""What the agenda costs when it is full: 50,000 dates of 2,000 collectives, asked in one process, queries counted.

Each row is the middle of some requests, in milliseconds of processor time; the first request of each, which fills what
later ones find filled, is told besides.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.results import keep

ROOT = Path(__file__).resolve().parent.parent
COLLECTIVES = 2000
DATES_A_COLLECTIVE = 25
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))


def fill() -> str:
    """Collectives in as many communes, each with a series of fortnightly dates; return a month in the middle."""
    from django.utils import timezone

    from campaign.models import Collective
    from events.models import Event, Occurrence
    from events.recurrence import at_zone
    from places.models import Commune

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
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
        for index in range(COLLECTIVES)
    ]
    Commune.objects.bulk_create(communes, batch_size=500)
    names = [f"Collectif {index}" for index in range(COLLECTIVES)]
    Collective.objects.bulk_create(
        [
            Collective(name=name, slug=f"collectif-{index}", commune=communes[index], approved_at=now, status="active")
            for index, name in enumerate(names)
        ],
        batch_size=500,
    )
    hosts = list(Collective.objects.order_by("pk"))
    events = Event.objects.bulk_create(
        [
            Event(
                title=f"Réunion {index}",
                slug=f"reunion-{index}",
                commune=communes[index],
                starts_at=now - timedelta(days=90) + timedelta(hours=index % 500),
                recurrence="FREQ=WEEKLY;INTERVAL=2",
                published_at=now,
                summary="Entrée libre, sans inscription.",
            )
            for index in range(COLLECTIVES)
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
        for number in range(DATES_A_COLLECTIVE):
            local = event.local_start + timedelta(days=14 * number)  # by the wall clock, as the rule has it
            start = at_zone(local, event.zone)
            rows.append(Occurrence(event=event, date=local.date(), starts_at=start, over_at=start + timedelta(hours=3)))
    Occurrence.objects.bulk_create(rows, batch_size=500)
    return (now + timedelta(days=60)).strftime("%Y-%m")


def ask(client: Any, path: str) -> tuple[float, int, int]:
    """Milliseconds of processor time, queries and bytes of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        began = time.process_time()
        answer = client.get(path)
        took = (time.process_time() - began) * 1000
    assert answer.status_code == 200, (path, answer.status_code)
    return took, len(queries), len(answer.content)


def main() -> int:
    """Fill, ask, tell."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATA_DIR": folder}
        sys.path.insert(0, str(ROOT))
        os.chdir(ROOT)
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        for alias in ("default", "leaks"):
            call_command("migrate", database=alias, verbosity=0)
        month = fill()
        client = Client(headers={"host": "localhost"})
        pages = {
            "list": "/agenda/",
            "list, page 100": "/agenda/?page=100",
            "list, 50 km": "/agenda/?lieu=Commune+700&rayon=50",
            "past": "/agenda/?passe=1",
            "month": f"/agenda/?mois={month}",
            "map": "/agenda/?vue=carte",
            "atom": "/agenda/feed/",
            "ics, one collective": "/collectifs/collectif-7/agenda.ics",
            "ics, all": "/agenda/agenda.ics?du=2020-01-01",  # with a filter, so that no answer comes from the cache
        }
        rows: list[dict[str, Any]] = []
        for name, path in pages.items():
            first = ask(client, path)
            later = [ask(client, path) for _ in range(ROUNDS)]
            row = {
                "page": name,
                "cpu_ms": round(statistics.median(took for took, _queries, _size in later), 1),
                "cpu_ms_first": round(first[0], 1),
                "queries": later[-1][1],
                "bytes": later[-1][2],
            }
            rows.append(row)
    print(f"\n{'agenda, 50,000 dates':<24}{'CPU ms':>9}{'first':>9}{'queries':>9}{'KiB':>9}")
    for row in rows:
        print(
            f"{row['page']:<24}{row['cpu_ms']:>9}{row['cpu_ms_first']:>9}{row['queries']:>9}{row['bytes'] / 1024:>9.1f}"
        )
    keep("agenda", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
