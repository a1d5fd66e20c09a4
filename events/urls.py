from datetime import date

from django.urls import path, register_converter

from events.views import calendars, organisers, proposals, public


class IsoDay:
    """2026-12-10; an impossible day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(IsoDay, "isoday")

app_name = "events"
urlpatterns = [
    # /collectifs/
    path("collectifs/<slug:slug>/agenda.ics", calendars.collective_feed, name="collective_feed"),
    # /agenda/
    path("agenda/", public.agenda, name="agenda"),
    path("agenda/agenda.ics", calendars.agenda_feed, name="feed"),
    path("agenda/proposer/", proposals.propose, name="propose"),
    path("agenda/proposer/merci/", proposals.proposed, name="proposed"),
    path("agenda/propositions/", proposals.queue, name="proposals"),
    path("agenda/propositions/<int:pk>/", proposals.decide, name="decide"),
    path("agenda/apercu/", organisers.preview, name="preview"),
    path("agenda/annoncer/<slug:slug>/", organisers.announce, name="announce"),
    # /agenda/<slug>/
    path("agenda/<slug:slug>.ics", calendars.event_feed, name="event_feed"),
    path("agenda/<slug:slug>/", public.detail, name="detail"),
    path("agenda/<slug:slug>/modifier/", organisers.edit, name="edit"),
    path("agenda/<slug:slug>/annuler/", organisers.cancel, name="cancel"),
    path("agenda/<slug:slug>/<isoday:day>/", public.detail_of_date, name="date"),
    path("agenda/<slug:slug>/<isoday:day>/changer/", organisers.change_date, name="change_date"),
]
