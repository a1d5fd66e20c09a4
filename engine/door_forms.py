"""Forms of people who are nobody to us yet, and what lets them in when many come."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from engine import doors, idempotency, proof_of_work
from engine.doors import WAIT, Door


class FareForm(forms.Form):
    """A form at a door (engine/doors.py). Its view asks `comes_in` when everything else is right.

    It is shown with templates/components/fare.html, which brings the ticket and, near the crowd's limit, the work.
    """

    SALT = "safety.fare"
    DOOR: Door

    token = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    work = forms.CharField(required=False, max_length=proof_of_work.LONGEST, widget=forms.HiddenInput)

    worked = False  # whether a solved piece of work was spent on it
    is_asked = False  # whether it was turned back, for now

    @classmethod
    def fresh_token(cls) -> str:
        """A token for a form being shown now, and for no other."""
        return idempotency.fresh_token(salt=cls.SALT)

    def comes_in(self, *, by: str = "") -> bool:
        """Whether this form may be acted on now; what it pays with is spent. `by` is the form's own key (`once`).

        What is turned back keeps its token, which goes on waiting.
        """
        if self.pays_with_work(by=by) or self.DOOR.count() or self.pays_by_waiting(by=by):
            return True
        self.ask()
        return False

    def pays(self, *, by: str = "") -> bool:
        """Whether work or waiting pay for it, whatever the crowd does."""
        return self.pays_with_work(by=by) or self.pays_by_waiting(by=by)

    def pays_with_work(self, *, by: str = "") -> bool:
        """Whether it came with a piece of work, which is spent."""
        self.worked = self.worked or proof_of_work.spend(self._typed("work"), by=by)
        return self.worked

    def pays_by_waiting(self, *, by: str = "") -> bool:
        """Whether it was shown long enough ago; the ticket is spent."""
        return doors.spend_ticket(self._typed("token"), salt=self.SALT, by=by)

    def give_back(self) -> None:
        """The server could not do what was paid for: it counts again."""
        proof_of_work.give_back(self._typed("work"))
        doors.give_ticket_back(self._typed("token"))

    def ask(self) -> None:
        """Turn the form back with what it takes to come in."""
        self.is_asked = True
        self.add_error(None, self.asking())

    def asking(self) -> str:
        """The sentence that says so."""
        return _(
            "Many people are here at once. With JavaScript, your browser does a few seconds of work; without, wait "
            "%(seconds)s seconds. Then send it again: everything you typed is still here."
        ) % {"seconds": WAIT}

    @property
    def needs_work(self) -> bool:
        """Whether the page should bring a piece of work with it."""
        return not self.work_in_hand and (self.is_asked or self.DOOR.is_near())

    @property
    def challenge(self) -> str:
        """A new piece of work."""
        return proof_of_work.challenge()

    @property
    def work_in_hand(self) -> str:
        """The solution that came with the form, as long as it counts."""
        answer = self._typed("work")
        return answer if proof_of_work.is_unspent(answer) else ""

    @property
    def ticket(self) -> str:
        """The token of the form that is shown: the one that it came with, as long as it counts, else a new one."""
        token = self._typed("token")
        return token if doors.is_kept_token(token, salt=self.SALT) else self.fresh_token()

    def _typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")) if self.is_bound else ""
