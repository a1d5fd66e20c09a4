"""Days and hours as browsers pick them, positions as people copy them, time zones."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from events.validators import OFFERED_ZONES, validate_latitude, validate_longitude, validate_time_zone

EARLIEST, LATEST = date(1970, 1, 1), date(2099, 12, 31)  # a year mistyped is said, not reckoned with
_DEGREES = r"(-?\d{1,3}(?:\.\d{1,15})?)"
# "43.2967, 5.3764" or "43,2967 5,3764"; geo:43.2967,5.3764; the address of a map: ?mlat=…&mlon=… or #map=18/43.29/5.37
_POSITIONS = [
    re.compile(rf"^(?:geo:)?{_DEGREES}\s*[,; ]\s*{_DEGREES}$"),
    re.compile(rf"[?&]mlat={_DEGREES}&mlon={_DEGREES}"),
    re.compile(rf"#map=\d{{1,2}}(?:\.\d+)?/{_DEGREES}/{_DEGREES}"),
]


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


def day_field(**options: Any) -> forms.DateField:
    """A day, by picker or typed."""
    wrong = _("Days run from 1970 to 2099. Check the year.")
    bounds = [MinValueValidator(EARLIEST, wrong), MaxValueValidator(LATEST, wrong)]
    return forms.DateField(widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"], validators=bounds, **options)


def hour_field(**options: Any) -> forms.TimeField:
    """An hour of the day, also typed as the French do: 19h30, 19 h 30."""
    formats = ["%H:%M", "%Hh%M", "%Hh", "%H h %M", "%H h", "%H:%M:%S"]
    return forms.TimeField(widget=HourInput(), input_formats=formats, **options)


class PositionField(forms.CharField):
    """Latitude and longitude in one field, as one copies them from a map; cleans to a pair of degrees or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=300, **options)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return ", ".join(f"{degrees:.6f}".rstrip("0").rstrip(".") for degrees in value)

    def to_python(self, value: Any) -> tuple[float, float] | None:
        typed = super().to_python(value)
        if not typed:
            return None
        found = next((match for pattern in _POSITIONS if (match := pattern.search(typed))), None)
        found = found or re.match(r"^(-?\d{1,2},\d{1,15})[ ;]+(-?\d{1,3},\d{1,15})$", typed)
        if found is None:
            raise ValidationError(
                _("Write the position as latitude and longitude, like 43.2967, 5.3764, or paste the address of a map.")
            )
        latitude, longitude = (float(degrees.replace(",", ".")) for degrees in found.groups())
        validate_latitude(latitude)
        validate_longitude(longitude)
        return latitude, longitude

    def run_validators(self, value: Any) -> None:
        """The length was checked by the pattern; what is left is no text."""

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")


class ZoneInput(forms.TextInput):
    """A time zone by name, the likely ones offered while typing."""

    template_name = "events/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"zones": OFFERED_ZONES}


def zone_field(**options: Any) -> forms.CharField:
    """The name of a time zone."""
    return forms.CharField(max_length=40, widget=ZoneInput(), validators=[validate_time_zone], **options)
