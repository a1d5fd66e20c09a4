"""Input of those who write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.machina import Topic
from forum.models import TopicTag
from forum.tags.names import MOST_TAGS, split_tags, tag_slug
from forum.writing.forms.attachments import WithFiles

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


class TagsField(forms.CharField):
    """Tags, typed as words with commas; its value is a list of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Tags"),
            max_length=MOST_TAGS * (TopicTag.LONGEST + 2),
            required=False,
            help_text=_("Words with commas between them, five at most: town hall, budget, drones."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """The line to show for a list of tags."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """Each tag once, as it was written."""
        names = split_tags(super().clean(value))
        if len(names) > MOST_TAGS:
            raise forms.ValidationError(_("Five tags at most: leave some out."))
        for name in names:
            if len(name) > TopicTag.LONGEST:
                raise forms.ValidationError(
                    _("“%(tag)s” is too long: forty characters at most, and a comma between two tags."),
                    params={"tag": name},
                )
            if not tag_slug(name):
                raise forms.ValidationError(
                    _("“%(tag)s” holds no letter and no digit: use a word."), params={"tag": name}
                )
        return names


class ReplyForm(WithFiles):
    """An answer."""

    content = content_field()

    @property
    def kept_as(self) -> str:
        """See WithFiles: most who open a topic have not begun to answer."""
        blank = not (self.is_bound or self.initial or self.offered)
        return f"reply {self.files_stay_out}" if blank else ""


class DraftForm(forms.Form):
    """What was typed so far; nothing of it is required."""

    subject = forms.CharField(max_length=200, required=False)
    content = forms.CharField(max_length=LONGEST, required=False, strip=False)
    tags = forms.CharField(max_length=250, required=False)
    reason = forms.CharField(max_length=200, required=False)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class TopicForm(WithFiles):
    """A new topic."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    content = content_field()
    tags = TagsField()
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


class EditForm(WithFiles):
    """A change to what was said. Subject and tags are the topic's, so only its first post has them.

    `seen` is how often the post had been changed when its writer last saw it.
    """

    subject = forms.CharField(label=_("Subject"), max_length=200)
    content = content_field()
    tags = TagsField()
    reason = forms.CharField(label=_("Why this change"), max_length=200, required=False)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, with_subject: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_subject:
            del self.fields["subject"], self.fields["tags"]
