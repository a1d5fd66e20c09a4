"""Pure checks of what is typed."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RESERVED_SLUGS = frozenset(
    {
        *("agenda", "annoncer", "apercu", "brouillons", "carte", "feed", "importer", "inscription", "merci", "mois"),
        *("invitations", "passe", "proposer", "proposition", "propositions"),
    }
)


def validate_free_slug(slug: str) -> None:
    """Refuse a word that is an address of its own under /agenda/."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is already used by the site. Choose another one."), code="reserved")


@cache
def known_zones() -> frozenset[str]:
    """The names of the time-zone database, which Python reads from hundreds of files."""
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    """Refuse a zone that the time-zone database does not know."""
    if name not in known_zones():
        raise ValidationError(
            _("This time zone is unknown. Write it like Europe/Paris or Indian/Reunion."), code="time_zone"
        )


_DEGREES = _("Degrees run from %(least)s to %(most)s. Correct this one.")


def validate_latitude(degrees: float) -> None:
    """Refuse what lies beyond the poles (and what is not a number)."""
    if not -90 <= degrees <= 90:
        raise ValidationError(_DEGREES, code="position", params={"least": -90, "most": 90})


def validate_longitude(degrees: float) -> None:
    """Refuse what lies more than half way around."""
    if not -180 <= degrees <= 180:
        raise ValidationError(_DEGREES, code="position", params={"least": -180, "most": 180})


validate_months = RegexValidator(
    r"^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$", _("Write the numbers of months with commas, like 7,8."), code="months"
)


def zone_named(name: str) -> ZoneInfo:
    """The zone of that name (checked beforehand by `validate_time_zone`)."""
    return ZoneInfo(name)


_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


# What a form offers first; any other name of the time-zone database is as good.
OFFERED_ZONES = (
    "Europe/Paris",
    *sorted(_OVERSEAS.values()),
    "Europe/Belgrade",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/London",
    "Europe/Zurich",
)


# What people call the clocks of a zone where the database of zones, which is in English, does not say it.
_TOWNS = {
    "America/Guadeloupe": pgettext_lazy("clocks", "Guadeloupe"),
    "America/Martinique": pgettext_lazy("clocks", "Martinique"),
    "America/Miquelon": pgettext_lazy("clocks", "Saint Pierre and Miquelon"),
    "America/St_Barthelemy": pgettext_lazy("clocks", "Saint Barthélemy"),
    "Indian/Reunion": pgettext_lazy("clocks", "Réunion"),
    "Pacific/Noumea": pgettext_lazy("clocks", "Nouméa"),
    "Europe/Brussels": pgettext_lazy("clocks", "Brussels"),
    "Europe/London": pgettext_lazy("clocks", "London"),
}


def town_of(zone: str) -> str:
    """The town or the island after which a zone's clocks are called."""
    return str(_TOWNS.get(zone) or zone.rpartition("/")[2].replace("_", " "))


def zone_of_departement(code: str) -> str:
    """The time zone clocks show in a department, so that nobody has to choose one."""
    return _OVERSEAS.get(code, "Europe/Paris")
