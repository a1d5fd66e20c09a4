"""Input of those who look after a forum."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forum.models import Flag
from forum.queries import Forum, Post, Topic


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


class SuspendForm(ReasonForm):
    """How long somebody writes nothing, and why."""

    DAYS = [(1, _("one day")), (7, _("a week")), (30, _("thirty days"))]

    days = forms.TypedChoiceField(label=_("For how long"), choices=DAYS, coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The person reads it whenever they try to write.")


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
