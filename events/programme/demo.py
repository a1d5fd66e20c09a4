"""A small invented programme for the demonstration's festival: each session says that it is invented."""

from __future__ import annotations

from datetime import date, datetime, time

from campaign.demo.typesetting import typeset
from events.models import Event
from events.programme import services
from events.programme.models import Programme, Session
from events.recurrence import at_zone

_INVENTED = "Séance inventée pour la démonstration : ni ces mots ni ces personnes n’ont existé."
FESTIVAL = "premier-festival-technopolice"
_ROOMS = ("Grande salle", "Cour", "Atelier")
_THURSDAY, _FRIDAY = date(2022, 9, 22), date(2022, 9, 23)
Kind = Session.Kind
# (day, hour, minutes, room, kind, title, speakers, no photos)
_SESSIONS: list[tuple[date, time, int, str, Kind, str, tuple[str, ...], bool]] = [
    (_THURSDAY, time(14), 60, "Grande salle", Kind.MEETING, "Accueil et tour des collectifs", ("Lila", "Oz"), True),
    (_THURSDAY, time(14), 120, "Atelier", Kind.WORKSHOP, "Lire une délibération municipale", ("Nour",), False),
    (_THURSDAY, time(15, 30), 90, "Grande salle", Kind.DEBATE, "Ce que coûte une caméra", ("Camille", "Oz"), False),
    (_THURSDAY, time(17), 60, "Cour", Kind.TALK, "Cartographier sans se fatiguer", ("Lila",), False),
    (_THURSDAY, time(21), 90, "Cour", Kind.FILM, "Champ, contrechamp (courts métrages)", (), False),
    (_FRIDAY, time(10), 120, "Atelier", Kind.WORKSHOP, "Coudre une veste réversible", ("Nour",), True),
    (_FRIDAY, time(14), 90, "Grande salle", Kind.DEBATE, "Écoles, lycées : qui décide ?", ("Camille",), True),
    (_FRIDAY, time(14), 60, "Cour", Kind.TALK, "Demander un document et l’obtenir", ("Lila", "Nour"), False),
    (_FRIDAY, time(16), 90, "Grande salle", Kind.MEETING, "Et après ? Préparer l’automne ensemble", ("Oz",), True),
    (_FRIDAY, time(22), 150, "Cour", Kind.CONCERT, "Fanfare de l’obturateur", (), False),
]


def load() -> str:
    """Lay the festival's programme, or put it back as it was; return what was done, in a few words."""
    event = Event.objects.get(slug=FESTIVAL)
    Programme.objects.filter(event=event).delete()
    programme = services.programme_of(event)
    programme.version = "Inventé pour la démonstration"
    programme.save()
    days = {
        day: services.save_day(programme, None, date=day, opens=time(10), closes=time(1))
        for day in (_THURSDAY, _FRIDAY)
    }
    rooms = {name: services.save_room(programme, None, name=name, position=None) for name in _ROOMS}
    for day, hour, minutes, room, kind, title, speakers, no_photo in _SESSIONS:
        services.save_session(
            programme,
            None,
            title=typeset(title),
            kind=kind,
            day=days[day],
            room=rooms[room],
            starts_at=at_zone(datetime.combine(day, hour), event.zone),
            minutes=minutes,
            speakers=[],
            new_speakers=speakers,
            no_photo=no_photo,
            language="fr",
            abstract=typeset(_INVENTED),
        )
    return f"{len(_SESSIONS)} sessions"
