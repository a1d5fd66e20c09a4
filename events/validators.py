"""Pure checks of what is typed."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset(
    {"agenda", "annoncer", "apercu", "carte", "feed", "merci", "mois", "passe", "proposer", "propositions"}
)


def validate_free_slug(slug: str) -> None:
    """Refuse a word that is an address of its own under /agenda/."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is already used by the site. Choose another one."), code="reserved")


def validate_time_zone(name: str) -> None:
    """Refuse a zone that the time-zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(
            _("This time zone is unknown. Write it like Europe/Paris or Indian/Reunion."), code="time_zone"
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


def zone_of_departement(code: str) -> str:
    """The time zone clocks show in a department, so that nobody has to choose one."""
    return _OVERSEAS.get(code, "Europe/Paris")
