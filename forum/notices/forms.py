"""How much of a forum somebody wants to hear, and how often they want to be mailed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Following, MailChoice


class MailChoicesForm(forms.Form):
    """The usual rhythm, and another one for each collective one belongs to and each forum one follows."""

    usual = forms.ChoiceField(label=_("Usually"), choices=MailChoice.Rhythm.choices)

    def __init__(self, *args: Any, collectives: list[Any], forums: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {f"collective-{collective.pk}": str(collective) for collective in collectives}
        names |= {f"forum-{one.pk}": f"{one.parent} · {one}" if one.parent else str(one) for one in forums}
        for name, label in names.items():
            choices = [("", _("as usual")), *MailChoice.Rhythm.choices]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)


class ForumFollowingForm(forms.Form):
    """One choice for a forum and all inside it."""

    LEVELS = [
        ("", _("what concerns me, no more")),
        (Following.Level.FOLLOW, _("its new topics")),
        (Following.Level.EVERY, _("every message")),
        (Following.Level.MUTE, _("nothing: it is not in my unread topics either")),
    ]

    level = forms.ChoiceField(label=_("Tell me of"), choices=LEVELS, required=False)
