"""How much of a forum somebody wants to hear."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Following


class ForumFollowingForm(forms.Form):
    """One choice for a forum and all inside it."""

    LEVELS = [
        ("", _("what concerns me, no more")),
        (Following.Level.FOLLOW, _("its new topics")),
        (Following.Level.EVERY, _("every message")),
        (Following.Level.MUTE, _("nothing: it is not in my unread topics either")),
    ]

    level = forms.ChoiceField(label=_("Tell me of"), choices=LEVELS, required=False)
