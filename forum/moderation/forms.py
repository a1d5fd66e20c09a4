"""Input of those who look after a forum."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from forum.machina import Forum, Post, Topic
from forum.models import Flag


class MoveForm(forms.Form):
    """Where a topic goes."""

    forum = forms.ModelChoiceField(label=_("New place"), queryset=Forum.objects.none())

    def __init__(self, *args: Any, forums: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = forums  # type: ignore[attr-defined]
        self.fields["forum"].label_from_instance = (  # type: ignore[attr-defined]
            lambda forum: f"{forum.parent} · {forum}" if forum.parent else str(forum)
        )


class FlagForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.ChoiceField(label=_("What is wrong"), choices=Flag.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why a moderator acts; the person concerned reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Shown to all, in a few words."))


FOR_GOOD = 0
DAYS = [
    (1, _("one day")),
    (7, _("a week")),
    (30, _("thirty days")),
    (90, _("three months")),
    (365, _("a year")),
    (FOR_GOOD, _("for good, until moderators end it")),
]


class SuspendForm(ReasonForm):
    """How long somebody writes nothing, and why."""

    days = forms.TypedChoiceField(label=_("For how long"), choices=DAYS, coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The person reads it whenever they try to write.")

    @property
    def until(self) -> datetime | None:
        """When it ends; None for good."""
        days = self.cleaned_data["days"]
        return None if days == FOR_GOOD else timezone.now() + timedelta(days=days)


class SuspendPersonForm(SuspendForm):
    """The same from the person's page, which lies in no forum: `where` is a collective, or None for the whole forum."""

    where = forms.ModelChoiceField(label=_("Where"), queryset=Collective.objects.none(), required=False)
    field_order = ["where", "days", "reason"]

    def __init__(self, *args: Any, everywhere: bool, collectives: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["where"]
        field.queryset, field.required = collectives, not everywhere
        field.empty_label = _("on the whole forum") if everywhere else None


class RemoveForm(SuspendForm):
    """Why all that an account wrote goes, and whether it may go on writing."""

    field_order = ["reason", "days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The person reads it, and whoever reads a topic in which others answered.")
        field: Any = self.fields["days"]
        field.choices, field.required, field.empty_value = [("", _("no")), *DAYS], False, None
        field.label, field.initial = _("Suspend the account as well"), ""
        field.help_text = _("In the same places. Undoing the removal ends the suspension, too.")

    @property
    def suspends(self) -> bool:
        """Whether the account is suspended as well."""
        return self.cleaned_data["days"] is not None


class SplitForm(forms.Form):
    """Which posts become a topic of their own."""

    subject = forms.CharField(label=_("Title of the new topic"), max_length=255)
    posts = forms.ModelMultipleChoiceField(
        label=_("Messages that go there"), queryset=Post.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].queryset = posts  # type: ignore[attr-defined]
        self.fields["posts"].label_from_instance = lambda post: (  # type: ignore[attr-defined]
            f"{post.poster or post.username or '—'} · {Truncator(post.content.raw).chars(80)}"
        )


class MergeForm(forms.Form):
    """Which topic this one goes into."""

    into = forms.ModelChoiceField(label=_("Into which topic"), queryset=Topic.objects.none())

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = topics  # type: ignore[attr-defined]
