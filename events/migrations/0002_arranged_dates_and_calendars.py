"""Dates keep what was arranged for them part by part; what calendars hold is kept ready."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def fill(apps, schema_editor):
    """Say of each date that was moved which of its parts were: before, only the whole moment was kept."""
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

    replaces = [
        ('events', '0007_count_changes_of_programmes'),
        ('events', '0008_order_by_number_too'),
        ('events', '0009_arrange_parts_of_dates_apart'),
        ('events', '0010_fill_what_was_arranged'),
        ('events', '0011_keep_calendars_ready'),
        ('events', '0012_languages_are_a_setting'),
    ]

    dependencies = [
        ('events', '0001_tables_of_0_1_0'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='Counts changes, for calendars.'),
        ),
        migrations.AlterModelOptions(
            name='proposal',
            options={'ordering': ['created_at', 'pk'], 'verbose_name': 'proposal', 'verbose_name_plural': 'proposals'},
        ),
        migrations.AddField(
            model_name='attendance',
            name='was_on',
            field=models.DateField(editable=False, help_text='The day they chose, when the series changed; until they answer.', null=True),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='own_day',
            field=models.DateField(blank=True, null=True, verbose_name='day of its own'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='own_end',
            field=models.DurationField(blank=True, help_text='By the clock, from the midnight before it begins.', null=True, verbose_name='end of its own'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='own_hour',
            field=models.TimeField(blank=True, null=True, verbose_name='hour of its own'),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='news',
            field=models.CharField(blank=True, choices=[('', ''), ('changed', 'changed'), ('moved', 'moved'), ('redated', 'another date'), ('cancelled', 'cancelled'), ('restored', 'takes place after all'), ('place', 'a place is free')], default='', editable=False, max_length=9),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='language',
            field=models.CharField(default='fr', max_length=5),
        ),
        migrations.AlterField(
            model_name='occurrence',
            name='event',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='events.event', verbose_name='event'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(fields=['event', 'over_at', 'starts_at'], name='occurrence_of_event'),
        ),
        migrations.CreateModel(
            name='CalendarText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('stamp', models.TextField(help_text='What it was written from. It is old once the event gives another one.')),
                ('text', models.TextField()),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_texts', to='events.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'language'), name='one_calendar_text_a_language')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
