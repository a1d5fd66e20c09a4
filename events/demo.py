"""The demonstration's dates: real ones of 2022, told in our own words and kept in the past, and one invented series.

The collectives that host them are laid by campaign's own demonstration, which runs before.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from campaign.demo.facts import INVENTED_SLUG
from campaign.demo.typesetting import typeset
from campaign.models import Collective
from events import services
from events.models import Event
from places.models import Commune

PARIS = ZoneInfo("Europe/Paris")
SECOND_THURSDAY = "FREQ=MONTHLY;BYDAY=2TH"
FOURTH_SATURDAY = "FREQ=MONTHLY;BYDAY=4SA"
MONTHS_OF_ARCHIVE = 3


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc]


# (slug of the hosting collective or "", fields). Facts: campaign.yaml of the project's sources; the words are ours.
_PAST: list[tuple[str, dict[str, Any]]] = [
    (
        "",
        {
            "slug": "cartopartie-stalingrad",
            "title": "Cartopartie à Stalingrad",
            "kind": Event.Kind.CARTOPARTIE,
            "insee": "75056",
            "starts_at": _at(2022, 4, 22, 18),
            "ends_at": _at(2022, 4, 22, 19),
            "place": "Métro Stalingrad",
            "address": "212 boulevard de la Villette, Paris",
            "meeting_point": "Sous le métro aérien, en face du 212 boulevard de la Villette",
            "summary": (
                "Une heure de marche le long des Jardins d'Éole pour repérer les caméras et les porter sur la carte. "
                "L'arrivée se fait à la librairie Le pied à terre, où une rencontre suit à 19 h 30.\n\n"
                "Ce soir-là, les personnes présentes étaient invitées à former un collectif à Paris."
            ),
        },
    ),
    (
        "",
        {
            "slug": "rencontre-defaire-le-reve-securitaire",
            "title": "Rencontre : défaire le rêve sécuritaire de la safe city",
            "kind": Event.Kind.TALK,
            "insee": "75056",
            "starts_at": _at(2022, 4, 22, 19, 30),
            "ends_at": _at(2022, 4, 22, 21),
            "place": "Librairie Le pied à terre",
            "address": "9 rue Custine, 75018 Paris",
            "summary": (
                "Après la cartopartie, rencontre autour du livre « Technopolice : défaire le rêve sécuritaire de la "
                "safe city » (éditions 369), avec Claire Richard pour le texte et Louise Druhle pour les dessins."
            ),
        },
    ),
    (
        "saccage-2024",
        {
            "slug": "rencontre-internationale-anti-olympique",
            "title": "Rencontre internationale anti-olympique",
            "kind": Event.Kind.GATHERING,
            "insee": "93066",
            "precision": Event.Precision.DAY,
            "starts_at": _at(2022, 5, 21),
            "ends_at": _at(2022, 5, 22),
            "summary": "Deux jours d'échanges entre celles et ceux qui s'opposent aux Jeux, à Saint-Denis.",
            "link": "https://saccage2024.noblogs.org/",
        },
    ),
    (
        "vivre-ensemble-putanges",
        {
            "slug": "recours-cameras-putanges",
            "title": "Recours contre les caméras de Putanges-le-Lac",
            "kind": Event.Kind.HEARING,
            "insee": "14118",
            "precision": Event.Precision.DAY,
            "starts_at": _at(2022, 5, 25),
            "place": "Tribunal administratif de Caen",
            "summary": (
                "L'association Vivre Ensemble Putanges demande au tribunal administratif d'annuler l'autorisation que "
                "la préfecture a donnée aux caméras : utilité non démontrée, nombre disproportionné, soupçon de "
                "conflit d'intérêts."
            ),
        },
    ),
    (
        "technopolice-marseille",
        {
            "slug": "reunion-mensuelle-marseille-2022",
            "title": "Réunion mensuelle à Marseille",
            "kind": Event.Kind.MEETING,
            "insee": "13055",
            "precision": Event.Precision.DAY,
            "starts_at": _at(2022, 1, 13),
            "recurrence": SECOND_THURSDAY,
            "ends_on": date(2022, 12, 31),
            "place": "Manifesten",
            "address": "59 rue Adolphe Thiers, Marseille",
            "summary": (
                "En 2022, le collectif se retrouvait chaque deuxième jeudi du mois à Manifesten ; l'heure ne nous est "
                "pas connue. Dans cette démonstration, la série s'arrête fin 2022 : ces dates appartiennent aux "
                "archives."
            ),
        },
    ),
    (
        "technopolice-marseille",
        {
            "slug": "premier-festival-technopolice",
            "title": "Premier festival Technopolice",
            "kind": Event.Kind.FESTIVAL,
            "insee": "13055",
            "precision": Event.Precision.MONTH,
            "starts_at": _at(2022, 9, 1),
            "summary": (
                "Quatre jours à Marseille en septembre 2022 : des films, des débats, des rencontres entre habitant·es "
                "et collectifs venus de France, de Belgique et de Belgrade. Les jours exacts ne sont pas connus."
            ),
        },
    ),
]

_LIVE: dict[str, Any] = {
    "slug": "reunion-mensuelle-demonstration",
    "title": "Réunion mensuelle (démonstration)",
    "kind": Event.Kind.MEETING,
    "recurrence": SECOND_THURSDAY,
    "place": "Café de l'Obturateur (lieu inventé)",
    "address": "7 bis rue du Contrechamp (adresse inventée)",
    "summary": (
        "Entrée libre, sans inscription. On lit ensemble les délibérations du conseil municipal, on prépare la "
        "prochaine cartopartie, on répond aux messages.\n\nCe collectif, ce lieu et cette réunion sont inventés pour "
        "la démonstration : ils montrent comment une réunion de chaque deuxième jeudi du mois vit dans l'agenda et "
        "dans vos calendriers."
    ),
    "no_photo": True,
    "wheelchair": Event.Wheelchair.YES,
    "languages": "français",
    "childcare": "un coin pour dessiner, sous les yeux de tout le monde",
    "admission": Event.Admission.FREE,
}

_WORKSHOP: dict[str, Any] = {
    "slug": "atelier-demonstration",
    "title": "Atelier : lire une délibération (démonstration)",
    "kind": Event.Kind.WORKSHOP,
    "recurrence": FOURTH_SATURDAY,
    "place": "Quartier inventé",
    "summary": (
        "On apprend à trouver les caméras dans les délibérations d'un conseil municipal.\n\n"
        "Les places sont comptées : on s'inscrit avec un surnom, sans compte. Le lieu est communiqué la veille aux "
        "seules personnes inscrites. Ce collectif, ce lieu et cet atelier sont inventés pour la démonstration."
    ),
    "attendance": True,
    "capacity": 15,
    "secret_place": "Arrière-salle du Café de l'Obturateur, 7 bis rue du Contrechamp (lieu et adresse inventés)",
    "place_told_hours": 24,
}


@transaction.atomic
def load() -> str:
    """Lay or restore the demonstration's events; return what was done, in a few words."""
    for host, fields in _PAST:
        _lay(hosts=Collective.objects.filter(slug=host), fields=dict(fields))
    collective = Collective.objects.get(slug=INVENTED_SLUG)
    for fields, weekday, rank, hour in ((_LIVE, 3, 2, 19), (_WORKSHOP, 5, 4, 14)):
        start = _first_date(fields["slug"], weekday=weekday, rank=rank, hour=hour)
        times = {"starts_at": start, "ends_at": start.replace(hour=hour + 2), "precision": "hour"}
        _lay(hosts=[collective], fields=fields | times | {"insee": collective.commune_id})
    return f"{len(_PAST) + 2} events"


def _lay(*, hosts: Any, fields: dict[str, Any]) -> None:
    fields = typeset(fields)
    fields["commune"] = Commune.objects.get(pk=fields.pop("insee"))
    event = Event.objects.filter(slug=fields["slug"]).first()
    if event is None:
        services.announce(hosts=hosts, by=None, **fields)
        return
    blank = {"cancelled_at": None, "cancelled_because": "", "meeting_point": "", "link": "", "ends_at": None}
    event.occurrences.all().delete()
    services.change(event, **blank | fields)
    event.hosts.set(hosts)
    services.make_face(event)


def _first_date(slug: str, *, weekday: int, rank: int, hour: int) -> datetime:
    """Where a series begins: where it already did, else a few months ago, so that the archive has something too."""
    event = Event.objects.filter(slug=slug).first()
    if event is not None:
        return event.starts_at.astimezone(PARIS).replace(hour=hour, minute=0)
    month = timezone.localdate().replace(day=1) - relativedelta(months=MONTHS_OF_ARCHIVE)
    day = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (rank - 1))
    return datetime.combine(day, time(hour), tzinfo=PARIS)
