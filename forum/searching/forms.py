"""What a search of the forum asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.machina import Forum
from forum.models import TopicTag


class SearchForm(forms.Form):
    """What is looked for in the forum. Only forums that the reader may read can be named."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.SearchInput)
    author = forms.CharField(label=_("Written by"), max_length=60, required=False)
    forum = forms.ModelChoiceField(
        label=_("In the forum"), queryset=Forum.objects.none(), required=False, empty_label=_("all forums")
    )
    tag = forms.CharField(label=_("With the tag"), max_length=TopicTag.LONGEST, required=False)
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
