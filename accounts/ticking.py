"""What was ticked in a list of things that wait: each queue decides several at once in the same way.

A page lists its rows in hidden fields `listed`; each row has a box `row`, and one box, `every`, stands for all that the
page listed: never for what came since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

T = TypeVar("T")
MOST = 200  # rows that one request decides


def ticked(data: QueryDict) -> list[int]:
    """The numbers of the rows that were chosen, each once, in the order of the page; what is no number is none."""
    chosen = data.getlist("listed" if "every" in data else "row")
    return list(dict.fromkeys(int(one) for one in chosen if one.isdecimal() and one.isascii() and len(one) < 10))[:MOST]


class SeveralForm(forms.Form):
    """One reason for all that is declined at once; none is needed for what is accepted."""

    reason = forms.CharField(
        label=gettext_lazy("Why they are declined"),
        help_text=gettext_lazy("Whoever sent one of them reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, declines: bool = False, chosen: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen or []
        self.fields["reason"].required = declines

    def clean(self) -> dict[str, Any]:
        """Refuse a click that chose nothing."""
        if not self.chosen:
            raise ValidationError(_("Nothing is ticked. Tick what you decide about."))
        return dict(self.cleaned_data)


def decide_each(rows: Iterable[T], decide: Callable[[T], Any], *, overtaken: type[Exception]) -> int:
    """Decide about each of these rows, but for those that somebody else decided meanwhile (`overtaken`); how many."""
    done = 0
    for row in rows:
        try:
            decide(row)
        except overtaken:
            continue
        done += 1
    return done


def tell_how_many(request: HttpRequest, said: Any, *, done: int, asked: int) -> None:
    """Say what was done (`said`, with its %(number)d), and of how many somebody else decided first."""
    if done:
        messages.success(request, said % {"number": done})
    if missed := asked - done:
        others = ngettext(
            "Of %(number)d somebody else decided in the meantime.",
            "Of %(number)d others somebody else decided in the meantime.",
            missed,
        )
        messages.info(request, others % {"number": missed})


@dataclass(frozen=True)
class Verdict:
    """How one queue decides several rows: its two verbs, what they raise when overtaken, and what is said then."""

    accept: Callable[..., Any]  # (row, by=…)
    decline: Callable[..., Any]  # (row, by=…, reason=…)
    overtaken: type[Exception]
    accepted: Any  # sentences of ngettext_lazy, by "number"
    declined: Any

    def on_ticked(self, request: HttpRequest, waiting: QuerySet[Any]) -> SeveralForm:
        """Accept the ticked among the rows that wait for this person, or decline them with one reason, and say so.

        The form is the answer: not valid, nothing was decided and it says why.
        """
        declines = "decline" in request.POST
        form = SeveralForm(request.POST, declines=declines, chosen=ticked(request.POST))
        if form.is_valid():
            more = {"reason": form.cleaned_data["reason"]} if declines else {}
            verb = self.decline if declines else self.accept
            rows = waiting.filter(pk__in=form.chosen)
            done = decide_each(rows, lambda row: verb(row, by=request.user, **more), overtaken=self.overtaken)
            said = self.declined if declines else self.accepted
            tell_how_many(request, said, done=done, asked=len(form.chosen))
        return form
