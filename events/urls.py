from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.programme import urls as programme_urls
from events.views import (
    agenda,
    attendance,
    calendars,
    hosts,
    imports,
    minutes,
    organisers,
    proposals,
    public,
    sharing,
)
from intake.links import PATTERN


class IsoDay:
    """2026-12-10; an impossible day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class PosterSize(StringConverter):
    """a3, a4 or a5: what we draw posters on."""

    regex = "a[345]"


class Token(StringConverter):
    """A private link's token (intake/links.py)."""

    regex = PATTERN


register_converter(IsoDay, "isoday")
register_converter(Token, "token")
register_converter(PosterSize, "size")

app_name = "events"
urlpatterns = [
    # /collectifs/
    path("collectifs/<slug:slug>/agenda.ics", calendars.collective_feed, name="collective_feed"),
    path("collectifs/<slug:slug>/apercu.png", sharing.collective_picture, name="collective_picture"),
    path("collectifs/<slug:slug>/affiche.pdf", sharing.collective_poster, name="collective_poster"),
    # /e/, on posters; /tract/
    path("e/<slug:code>", sharing.short, name="short"),
    path("tract/", sharing.tract, name="tract"),
    # /agenda/
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/feed/", agenda.agenda_atom, name="atom"),
    path("agenda/agenda.ics", calendars.agenda_feed, name="feed"),
    path("agenda/proposer/", proposals.propose, name="propose"),
    path("agenda/proposer/merci/", proposals.proposed, name="proposed"),
    path("agenda/proposition/<token:token>/", proposals.follow, name="proposal"),
    path("agenda/propositions/confiance/", proposals.trust, name="trust"),
    path("agenda/propositions/plusieurs/", proposals.decide_several, name="decide_several"),
    path("agenda/propositions/", proposals.queue, name="proposals"),
    path("agenda/propositions/<int:pk>/", proposals.decide, name="decide"),
    path("agenda/invitations/<int:pk>/", hosts.answer, name="answer_invitation"),
    path("agenda/apercu/", organisers.preview, name="preview"),
    path("agenda/annoncer/<slug:slug>/", organisers.announce, name="announce"),
    path("agenda/inscription/<token:token>/", attendance.attendance, name="attendance"),
    path("agenda/inscription/<token:token>/confirmer/", attendance.confirm, name="confirm_attendance"),
    path("agenda/inscription/effacee/", attendance.left, name="attendance_left"),
    path("agenda/importer/<slug:slug>/", imports.import_calendar, name="import"),
    path("agenda/brouillons/<slug:slug>/", imports.drafts, name="drafts"),
    # /agenda/<slug>/
    path("agenda/<slug:slug>.ics", calendars.event_feed, name="event_feed"),
    path("agenda/<slug:slug>/", public.detail, name="detail"),
    path("agenda/<slug:slug>/modifier/", organisers.edit, name="edit"),
    path("agenda/<slug:slug>/annuler/", organisers.cancel, name="cancel"),
    path("agenda/<slug:slug>/retablir/", organisers.restore, name="restore"),
    path("agenda/<slug:slug>/mois/", organisers.rest, name="rest"),
    path("agenda/<slug:slug>/hotes/", hosts.hosts, name="hosts"),
    path("agenda/<slug:slug>/hotes/<int:pk>/retirer/", hosts.withdraw, name="withdraw_invitation"),
    path("agenda/<slug:slug>/hotes/<slug:host>/quitter/", hosts.leave, name="leave_hosts"),
    path("agenda/<slug:slug>/image/", hosts.picture, name="change_picture"),
    path("agenda/<slug:slug>/image/supprimer/", hosts.remove_picture, name="remove_picture"),
    path("agenda/<slug:slug>/<isoday:day>/", public.detail_of_date, name="date"),
    path("agenda/<slug:slug>/<isoday:day>/changer/", organisers.change_date, name="change_date"),
    path("agenda/<slug:slug>/<isoday:day>/compte-rendu/", minutes.write, name="minutes"),
    path("agenda/<slug:slug>/<isoday:day>/compte-rendu/effacer/", minutes.forget, name="forget_minutes"),
    path("agenda/<slug:slug>/<isoday:day>/inscription/", attendance.attend, name="attend"),
    path("agenda/<slug:slug>/<isoday:day>/inscriptions/", attendance.attendees, name="attendees"),
    path("agenda/<slug:slug>/<isoday:day>/inscriptions/<int:pk>/", attendance.remove_attendee, name="remove_attendee"),
    path("agenda/<slug:slug>/partager/", sharing.share, name="share"),
    path("agenda/<slug:slug>/affiche-<size:size>.pdf", sharing.poster, name="poster"),
    path("agenda/<slug:slug>/apercu.png", sharing.picture, name="picture"),
    path("agenda/<slug:slug>/<isoday:day>/partager/", sharing.share, name="share_date"),
    path("agenda/<slug:slug>/<isoday:day>/affiche-<size:size>.pdf", sharing.poster, name="poster_of_date"),
    path("agenda/<slug:slug>/<isoday:day>/apercu.png", sharing.picture, name="picture_of_date"),
    *programme_urls.paths,
]
