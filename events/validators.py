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
