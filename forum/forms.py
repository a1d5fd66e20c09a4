"""What people type on the forum. These forms refuse; services write."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forum.models import Flag, Voice
from forum.queries import Forum, Post, Topic

LONGEST = 30_000


def content_field() -> forms.CharField:
    """The message itself: a plain text area with its help, no script needed."""
    return forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        help_text=_(
            "Markdown: **bold**, *italic*, - list, > quote, [words](https://address). Pictures appear as links."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ReplyForm(forms.Form):
    """An answer."""

    content = content_field()


class TopicForm(forms.Form):
    """A new topic."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    content = content_field()
    kind = forms.TypedChoiceField(label=_("Show it as"), coerce=int, required=False, empty_value=Topic.TOPIC_POST)

    def __init__(self, *args: Any, kinds: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            Topic.TOPIC_POST: _("an ordinary topic"),
            Topic.TOPIC_STICKY: _("a topic pinned at the top"),
            Topic.TOPIC_ANNOUNCE: _("an announcement, on every page of this forum"),
        }
        if len(kinds) > 1:
            self.fields["kind"].choices = [(kind, names[kind]) for kind in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]


class EditForm(forms.Form):
    """A change to what was said. The subject is that of the topic, so only its first post has one."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    content = content_field()
    reason = forms.CharField(label=_("Why this change"), max_length=200, required=False)

    def __init__(self, *args: Any, with_subject: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_subject:
            del self.fields["subject"]


class MoveForm(forms.Form):
    """Where a topic goes."""

    forum = forms.ModelChoiceField(label=_("New place"), queryset=Forum.objects.none())

    def __init__(self, *args: Any, forums: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = forums  # type: ignore[attr-defined]
        self.fields["forum"].label_from_instance = (  # type: ignore[attr-defined]
            lambda forum: f"{forum.parent} · {forum}" if forum.parent else str(forum)
        )


class DecisionForm(forms.Form):
    """A question to decide, and until when."""

    LONGEST = timedelta(days=90)

    question = forms.CharField(
        label=_("What is to be decided"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence that one can agree or disagree with. It cannot be changed once voices are given."),
    )
    last_day = forms.DateField(
        label=_("Last day to answer"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Until midnight. Leave people the time of a meeting."),
    )
    nameless = forms.BooleanField(
        label=_("Without names"),
        required=False,
        help_text=_("The result shows no names, and who said what is forgotten when it closes."),
    )

    def clean_last_day(self) -> date:
        """Not today, and not in a year."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today < day <= today + self.LONGEST:
            raise forms.ValidationError(_("Choose a day between tomorrow and three months from now."))
        return day

    @property
    def closes_at(self) -> datetime:
        """Midnight after the last day, by the site's clock."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["last_day"] + timedelta(days=1), time.min))


class VoiceForm(forms.Form):
    """One's answer. Who blocks says why."""

    choice = forms.ChoiceField(label=_("My answer"), choices=Voice.Choice.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to block; welcome otherwise. The others read it."),
    )

    def clean(self) -> dict[str, Any]:
        """A block without a reason helps nobody."""
        data = super().clean() or {}
        if data.get("choice") == Voice.Choice.BLOCK and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why you block, so that the others can find another way."))
        return data


class WithdrawForm(forms.Form):
    """Taking a question back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class SearchForm(forms.Form):
    """What is looked for in the forum. Only forums that the reader may read can be named."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.SearchInput)
    author = forms.CharField(label=_("Written by"), max_length=60, required=False)
    forum = forms.ModelChoiceField(
        label=_("In the forum"), queryset=Forum.objects.none(), required=False, empty_label=_("all forums")
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, forums: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = forums  # type: ignore[attr-defined]
        self.fields["forum"].label_from_instance = (  # type: ignore[attr-defined]
            lambda forum: f"{forum.parent} · {forum}" if forum.parent else str(forum)
        )

    def clean_q(self) -> str:
        """The words, without what no text holds."""
        return str(self.cleaned_data["q"]).replace("\x00", " ").strip()

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing: say so."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("This day lies before the first one. Exchange them."))
        return data


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
