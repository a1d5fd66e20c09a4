"""Makes places/data/communes.csv.gz from the open data it comes from (see places/data/LICENCE.md)."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from places.services import COLUMNS, DATA_FILE

# The file knows these three by their arrondissements only.
CITIES = {"75056": "Paris", "69123": "Lyon", "13055": "Marseille"}


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise CommandError(
            f"{path} is missing. Give the folder that holds communes.csv, departements.csv and regions.csv."
        )
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _city(insee: str, arrondissements: list[dict[str, str]]) -> dict[str, str]:
    """One row for a city from those of its arrondissements: sums, and the centre of where people live."""
    first = arrondissements[0]
    population = sum(int(row["population"]) for row in arrondissements)

    def centre(column: str) -> str:
        weighted = sum(float(row[column]) * int(row["population"]) for row in arrondissements)
        return str(round(weighted / population, 5))

    return first | {
        "insee": insee,
        "name": CITIES[insee],
        "former_name": "",
        "parent": "",
        "latitude": centre("latitude"),
        "longitude": centre("longitude"),
        "population": str(population),
        "area_km2": str(round(sum(float(row["area_km2"]) for row in arrondissements), 2)),
        "postcodes": " ".join(sorted({code for row in arrondissements for code in row["postcodes"].split()})),
    }


class Command(BaseCommand):
    help = "Build the compact file of communes that the product carries."

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="Folder with communes.csv, departements.csv and regions.csv.")

    def handle(self, *args, **options):
        source: Path = options["source"]
        departements = {row["insee_dep"]: row["departement"] for row in _read(source / "departements.csv")}
        regions = {row["insee_reg"]: row["region"] for row in _read(source / "regions.csv")}
        postcodes: dict[str, set[str]] = defaultdict(set)
        former: dict[str, str] = {}
        units: dict[str, dict[str, str]] = {}
        for row in _read(source / "communes.csv"):
            if row["commune_type"] == "COMD":
                # A delegated commune is no commune any more: its name and postcode still lead to the one it joined.
                former[row["insee_parente"]] = row["commune_article"]
                postcodes[row["insee_parente"]].add(row["code_postal"])
                continue
            postcodes[row["insee_com"]].add(row["code_postal"])
            units[row["insee_com"]] = {
                "insee": row["insee_com"],
                "name": row["commune_article"],
                "departement_code": row["insee_dep"],
                "departement": departements[row["insee_dep"]],
                "region": regions[row["insee_reg"]],
                "parent": row["insee_parente"],
                "latitude": row["lat"],
                "longitude": row["lng"],
                "population": row["population_2021"],
                "area_km2": row["superficie_km2"],
            }
        for insee, unit in units.items():
            unit["postcodes"] = " ".join(sorted(postcodes[insee]))
            unit["former_name"] = former[insee] if former.get(insee, unit["name"]) != unit["name"] else ""
        for insee in CITIES:
            units[insee] = _city(insee, [unit for unit in units.values() if unit["parent"] == insee])

        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        # Cities before their arrondissements: the database checks the parent.
        writer.writerows(sorted(units.values(), key=lambda unit: (bool(unit["parent"]), unit["insee"])))
        # No time in the archive, so that the same data make the same file.
        DATA_FILE.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
        self.stdout.write(f"{len(units)} communes in {DATA_FILE}.")
