"""Input of those who write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.queries import Topic

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
