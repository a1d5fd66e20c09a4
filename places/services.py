"""Loading the communes that the product carries."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from places.models import Commune, LoadedData, Postcode
from places.names import search_key
from safety.letters import without_accents

DATA_FILE = Path(__file__).parent / "data" / "communes.csv.gz"
COLUMNS = [
    "insee",
    "name",
    "former_name",
    "departement_code",
    "departement",
    "region",
    "parent",
    "latitude",
    "longitude",
    "population",
    "area_km2",
    "postcodes",
]


def _commune(row: dict[str, str]) -> Commune:
    def number(column: str, kind: type[int] | type[float]) -> Any:
        return kind(row[column]) if row[column] else None

    return Commune(
        insee=row["insee"],
        name=row["name"],
        slug=slugify(without_accents(row["name"].replace("'", " "))),
        search_name=search_key(row["name"]),
        former_name=row["former_name"],
        search_former_name=search_key(row["former_name"]),
        departement_code=row["departement_code"],
        departement=row["departement"],
        region=row["region"],
        parent_id=row["parent"] or None,
        latitude=number("latitude", float),
        longitude=number("longitude", float),
        population=number("population", int),
        area_km2=number("area_km2", float),
    )


def load_communes(*, source: Path = DATA_FILE, force: bool = False) -> int:
    """Bring the communes and their postcodes up to the data file; return how many were written, 0 when nothing changed.

    Communes are updated in place and never deleted: collectives and events point to them.
    """
    raw = source.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if not force and LoadedData.objects.filter(name="communes", digest=digest).exists():
        return 0
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(raw).decode())))
    communes = [_commune(row) for row in rows]
    with transaction.atomic():
        Commune.objects.bulk_create(
            communes,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["insee"],
            update_fields=[field.attname for field in Commune._meta.concrete_fields if not field.primary_key],
        )
        Postcode.objects.all().delete()
        Postcode.objects.bulk_create(
            [
                Postcode(code=code, commune_id=row["insee"])
                for row in rows
                for code in row["postcodes"].split(" ")
                if code
            ],
            batch_size=5000,
        )
        LoadedData.objects.update_or_create(name="communes", defaults={"digest": digest})
    return len(communes)
