"""Which collective to ask to host together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events.models import Event
from safety.letters import plain_letters


class InviteHostForm(forms.Form):
    """A collective, named as people name it. Only those that the directory lists can be asked."""

    collective = forms.CharField(
        label=_("Collective"), max_length=120, help_text=_("Its name, or the address of its page on this site.")
    )

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data)
        self.event = event

    def clean_collective(self) -> Collective:
        typed = self.cleaned_data["collective"].strip().rstrip("/")
        slug = typed.rpartition("/")[2]
        found = list(Collective.objects.approved().filter(slug=slug)[:1])
        if not found:
            wanted = plain_letters(typed)
            found = [one for one in Collective.objects.approved() if plain_letters(one.name) == wanted]
        if len(found) != 1:
            raise forms.ValidationError(
                _("No collective of the directory has this name. Copy the address of its page instead.")
            )
        if self.event.hosts.filter(pk=found[0].pk).exists():
            raise forms.ValidationError(_("This collective hosts already."))
        asked = self.event.invitations.filter(collective=found[0]).first()
        if asked is not None:
            raise forms.ValidationError(
                _("This collective declined.") if asked.declined_at else _("This collective was asked already.")
            )
        return found[0]
