"""Questions of a form that are asked only when what was typed is unlikely: one tick goes on, nothing is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.hours import hour_words

SMALL_HOURS = time(6)  # what ends by then is an evening that goes on
LONGEST_EVENING = timedelta(hours=12)


def ends_next_day(start: datetime | time, end: time) -> bool:
    """Whether an end that reads earlier than the start plainly means the night after."""
    begins = start.time() if isinstance(start, datetime) else start
    length = datetime.combine(date.min + timedelta(days=1), end) - datetime.combine(date.min, begins)
    return end <= SMALL_HOURS and length < LONGEST_EVENING


class AskingForm(forms.Form):
    """A form with two questions, hidden until they are asked."""

    past_ok = forms.BooleanField(label=_("Yes, this day is past"), required=False, widget=forms.HiddenInput)
    next_day = forms.BooleanField(label=_("Yes, it ends the next day"), required=False, widget=forms.HiddenInput)

    def ask_about_past(self, day: date, *, today: date | None = None) -> None:
        """Ask whether a day that is past was meant."""
        if day < (today or timezone.localdate()):
            said = gettext("%(day)s is past. Correct the date, or tick this if it is right.")
            self._ask("past_ok", said % {"day": date_format(day, "l j F Y").capitalize()})

    def ask_about_next_day(self, hour: time, end_hour: time) -> None:
        """Ask whether what would end before it begins ends the next day."""
        if end_hour <= hour and not ends_next_day(hour, end_hour):
            said = gettext("From %(start)s to %(end)s: the end lies before the beginning. Correct one, or tick this.")
            self._ask("next_day", said % {"start": hour_words(hour), "end": hour_words(end_hour)})

    def _ask(self, name: str, sentence: str) -> None:
        ticked: Any = self.cleaned_data.get(name)
        self.fields[name].widget = forms.CheckboxInput()
        if not ticked:
            self.add_error(name, sentence)
