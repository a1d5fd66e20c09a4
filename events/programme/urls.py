"""Addresses of programmes, beneath their events' own (events/urls.py)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.programme.views import editing, pages


class ProgrammeThing(StringConverter):
    """What a programme is made of."""

    regex = "jour|salle|personne|seance"


register_converter(ProgrammeThing, "thing")

paths = [
    # /agenda/<slug>/programme/
    path("agenda/<slug:slug>/programme/", pages.programme, name="programme"),
    path("agenda/<slug:slug>/programme.ics", pages.calendar, name="programme_feed"),
    path("agenda/<slug:slug>/schedule.xml", pages.schedule, name="schedule"),
    path("agenda/<slug:slug>/programme/<int:pk>/", pages.session, name="session"),
    path("agenda/<slug:slug>/programme/modifier/", editing.overview, name="edit_programme"),
    path("agenda/<slug:slug>/programme/importer/", editing.take_over, name="import_programme"),
    path("agenda/<slug:slug>/programme/<thing:thing>/", editing.edit, name="add_to_programme"),
    path("agenda/<slug:slug>/programme/<thing:thing>/<int:pk>/", editing.edit, name="edit_in_programme"),
]
