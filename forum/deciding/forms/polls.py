"""Input of those who ask in a poll, and of those who vote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forum.deciding.forms.days import last_day_field, midnight_after

FEWEST, MOST = 2, 10  # options


class PollForm(forms.Form):
    """A question with its options, and until when one can vote."""

    LONGEST = timedelta(days=366)

    question = forms.CharField(label=_("Question"), max_length=255)
    options = forms.CharField(
        label=_("Options"),
        max_length=MOST * 260,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, from two to ten."),
    )
    max_options = forms.IntegerField(
        label=_("How many options one may choose"), min_value=1, max_value=MOST, initial=1, required=False
    )
    last_day = last_day_field(
        label=_("Last day to vote"),
        help_text=_("Until midnight. Without a day the poll closes after sixty days, or when you close it."),
        required=False,
    )
    user_changes = forms.BooleanField(
        label=_("One may change one’s vote while it is open"), required=False, initial=True
    )

    def clean_options(self) -> list[str]:
        """Lines as options: some, not too many, no two alike, each short."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        options = [line for line in lines if line]
        if not FEWEST <= len(options) <= MOST:
            raise forms.ValidationError(_("Write between two and ten options, one a line."))
        if len({option.casefold() for option in options}) < len(options):
            raise forms.ValidationError(_("Two options are the same. Take one of them out."))
        if any(len(option) > 255 for option in options):
            raise forms.ValidationError(_("An option is longer than 255 characters. Make it shorter."))
        return options

    def clean_max_options(self) -> int:
        """One, unless something else was asked."""
        return self.cleaned_data["max_options"] or 1

    def clean_last_day(self) -> date | None:
        """Not today, and not in years."""
        day: date | None = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if day is not None and not today < day <= today + self.LONGEST:
            raise forms.ValidationError(_("Choose a day between tomorrow and a year from now."))
        return day

    def clean(self) -> dict[str, Any]:
        """Nobody can choose more options than there are."""
        data = super().clean() or {}
        if len(data.get("options", "1" * MOST)) < data.get("max_options", 1):
            self.add_error("max_options", _("There are fewer options than that. Choose a smaller number."))
        return data

    @property
    def closes_at(self) -> datetime | None:
        """Midnight after the last day, by the site's clock."""
        day = self.cleaned_data["last_day"]
        return midnight_after(day) if day else None


class VoteForm(forms.Form):
    """One's ballot: one option, or as many as the poll allows."""

    def __init__(self, *args: Any, options: Iterable[tuple[int, str]], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        kind: Any = forms.TypedChoiceField if most == 1 else forms.TypedMultipleChoiceField
        widget = forms.RadioSelect if most == 1 else forms.CheckboxSelectMultiple
        label = _("My choice") if most == 1 else _("My choices")
        self.fields["options"] = kind(label=label, choices=list(options), coerce=int, widget=widget)

    def clean_options(self) -> list[int]:
        """A list, whatever the poll; no longer than it allows."""
        chosen = self.cleaned_data["options"]
        options = [chosen] if self.most == 1 else list(chosen)
        if len(options) > self.most:
            raise forms.ValidationError(_now("Choose at most %(most)s options.") % {"most": self.most})
        return options


def vote_form(result: Any, data: Any = None) -> VoteForm:
    """The ballot of a poll (`result`: its answers and numbers), as the reader filled it last."""
    most, mine = result.poll.max_options, result.mine
    initial = {"options": (mine[0] if most == 1 else mine) if mine else None}
    options = [(answer.pk, answer.text) for answer in result.answers]
    return VoteForm(data, options=options, most=most, initial=initial)
