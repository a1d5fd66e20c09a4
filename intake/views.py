"""How a form of people without account is answered, what answers at their links, and how several rows are decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from engine import idempotency, throttle
from intake.exceptions import Overtaken
from intake.forms import SeveralForm, ShownForm, ticked

T = TypeVar("T")
View = Callable[..., HttpResponse]
CHANGES_AN_HOUR = 30  # to one row, by whoever holds its private link

_answers_forms = require_http_methods(["GET", "HEAD", "POST"])


def open_form(view: View) -> View:
    """A form for anybody: no session is read, so a forged post gains nothing; its token keeps others' pages out."""
    return csrf_exempt(_answers_forms(view))


def private_link(view: View) -> View:
    """What answers at a private link: never kept by a cache, never indexed, never told to another page.

    The address itself is the permission: no session is read, so a forged post would need the link to begin with. A GET
    shows and a POST acts, since programs that look at mails follow every address in them.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(never_cache(_answers_forms(answer)))


@dataclass(frozen=True)
class Reception:
    """How one page receives its form: `show` draws it with a status, `thanks` is all that a program hears."""

    show: Callable[[Any, int], HttpResponse]  # (form, status)
    thanks: Callable[[], HttpResponse]

    def receive(
        self, request: HttpRequest, form: ShownForm, *, take: Callable[[uuid.UUID], HttpResponse], acts: bool = True
    ) -> HttpResponse:
        """Act once on a form that is right and comes in by its door; else show it again, with all that was typed.

        `take` gets the key of what is made: the same form, sent twice, makes one row. 422 when something is wrong with
        the form, 429 when its door asks for work or patience. Unless it `acts`, it only looks at what was typed.
        """
        if not form.is_valid():
            return self.show(form, 422)
        if form.looks_automatic:
            return self.thanks()
        if not acts:
            return self.show(form, 200)
        key = key_of(request)
        return take(key) if form.comes_in(by=str(key)) else self.show(form, 429)

    def pass_on(self, request: HttpRequest, form: ShownForm, *, send: Callable[[], bool]) -> HttpResponse:
        """The same for what becomes a mail and stands in no table: that it left is remembered for a day.

        409 while the same form is being sent, 503 when no mail server took it; it may then be sent again.
        """
        if not form.is_valid():
            return self.show(form, 422)
        if form.looks_automatic:
            return self.thanks()
        key = key_of(request)
        standing = idempotency.begin(key)
        if standing is idempotency.Standing.DONE:
            return self.thanks()
        if standing is idempotency.Standing.BEGUN:
            form.add_error(None, _("This message is being sent. Wait a moment, then press again: it leaves once."))
            return self.show(form, 409)
        status = _pass_on(form, send=send, by=str(key))
        idempotency.finish(key, done=status == 200)
        return self.thanks() if status == 200 else self.show(form, status)


def _pass_on(form: ShownForm, *, send: Callable[[], bool], by: str) -> int:
    if not form.comes_in(by=by):
        return 429
    if send():
        return 200
    form.give_back()
    form.add_error(None, _("The mail could not be sent. Your message is still here: try again in an hour."))
    return 503


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key of what is made of this form, whatever work its page did for it."""
    return idempotency.key_of(request, without=["work"])


def allows_change(form: Any, row: Any, *, action: str) -> bool:
    """Whether whoever holds the link of this row may change it once more now; the form says when not."""
    if throttle.allow(action=action, who=str(row.key), limit=CHANGES_AN_HOUR, seconds=3600):
        return True
    form.add_error(None, _("You changed this many times already. Try again in an hour."))
    return False


def decide_each(rows: Iterable[T], decide: Callable[[T], Any], *, overtaken: type[Exception] = Overtaken) -> int:
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
    """How one queue decides several rows: its two verbs, and what is said then."""

    accept: Callable[..., Any]  # (row, by=…)
    decline: Callable[..., Any]  # (row, by=…, reason=…)
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
            done = decide_each(rows, lambda row: verb(row, by=request.user, **more))
            said = self.declined if declines else self.accepted
            tell_how_many(request, said, done=done, asked=len(form.chosen))
        return form
