"""Prints each date of a calendar on standard input as libical reads it. Run by Debian's own Python, which has gi."""

import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

calendar = ICalGLib.Component.new_from_string(sys.stdin.read())
until = ICalGLib.Time.new_from_string(sys.argv[1])
since = ICalGLib.Time.new_from_string("19700101T000000Z")


def seconds(moment: ICalGLib.Time, entry: ICalGLib.Component, kind: ICalGLib.PropertyKind) -> int:
    """The moment a property tells, by the zone that the calendar itself describes."""
    parameter = entry.get_first_property(kind).get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    zone = calendar.get_timezone(parameter.get_tzid()) if parameter else ICalGLib.Timezone.get_utc_timezone()
    return int(moment.as_timet_with_zone(zone))


def each(kind: ICalGLib.ComponentKind) -> list:
    """The parts of the calendar of one kind."""
    found, part = [], calendar.get_first_component(kind)
    while part is not None:
        found.append(part)
        part = calendar.get_next_component(kind)
    return found


entries = each(ICalGLib.ComponentKind.VEVENT_COMPONENT)
START, RECURRENCE = ICalGLib.PropertyKind.DTSTART_PROPERTY, ICalGLib.PropertyKind.RECURRENCEID_PROPERTY
replaced = {
    (entry.get_uid(), seconds(entry.get_recurrenceid(), entry, RECURRENCE))
    for entry in entries
    if entry.get_first_property(RECURRENCE)
}
for entry in entries:
    is_override = entry.get_first_property(RECURRENCE) is not None

    def say(_entry: object, span: ICalGLib.TimeSpan, *_data: object, override: bool = is_override, of=entry) -> None:
        """Print one date, unless an override takes its place."""
        if override or (of.get_uid(), span.get_start()) not in replaced:
            print(of.get_uid(), span.get_start(), span.get_end(), of.get_summary(), sep="\t")  # noqa: T201

    entry.foreach_recurrence(since, until, say)
