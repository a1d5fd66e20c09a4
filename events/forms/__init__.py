"""Input → clean values for the agenda's filters, an event, a change of one date, who comes, a stranger's proposal."""

from events.forms.agenda import AgendaFilter
from events.forms.attendance import AttendForm, ChangeAttendanceForm, MessageForm
from events.forms.dates import CancelForm, CarryForm, DateChangeForm
from events.forms.events import EventForm
from events.forms.hosts import InviteHostForm
from events.forms.imports import ImportForm
from events.forms.minutes import MinutesForm
from events.forms.pictures import PictureForm
from events.forms.proposals import CorrectionForm, ProposalForm, TrustForm
from events.forms.tracts import DrawingForm, TractForm

__all__ = [
    "AgendaFilter",
    "AttendForm",
    "CancelForm",
    "CarryForm",
    "ChangeAttendanceForm",
    "CorrectionForm",
    "DateChangeForm",
    "DrawingForm",
    "EventForm",
    "InviteHostForm",
    "ImportForm",
    "MessageForm",
    "MinutesForm",
    "PictureForm",
    "ProposalForm",
    "TractForm",
    "TrustForm",
]
