"""Say of each date that was moved which of its parts were: until now only the whole moment was kept."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def fill(apps, schema_editor):
    """Day, hour and end of its own, for dates that do not begin and end as their event says."""
    occurrences = apps.get_model("events", "Occurrence").objects.select_related("event")
    changed = Q(status="moved") | Q(status__in=["cancelled", "skipped"], over_at__gt=timezone.now())
    for row in occurrences.filter(changed).iterator(chunk_size=500):
        event, zone = row.event, ZoneInfo(row.event.time_zone)

        def wall(moment, zone=zone):
            return moment.astimezone(zone).replace(tzinfo=None)

        first, start = wall(event.starts_at), wall(row.starts_at)
        if row.starts_at != datetime.combine(row.date, first.time()).replace(tzinfo=zone):
            row.own_day = start.date() if start.date() != row.date else None
            if event.precision == "hour" and start.time() != first.time():
                row.own_hour = start.time()
        length = wall(event.ends_at) - first if event.ends_at else None
        if row.ends_at and wall(row.ends_at) - start != length:
            row.own_end = wall(row.ends_at) - datetime.combine(start.date(), time.min)
        if (row.own_day, row.own_hour, row.own_end) != (None, None, None):
            row.save(update_fields=["own_day", "own_hour", "own_end"])


class Migration(migrations.Migration):
    dependencies = [("events", "0009_arrange_parts_of_dates_apart")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
