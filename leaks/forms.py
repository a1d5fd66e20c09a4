"""What a source types and sends, what a recipient types. Forms refuse; they never write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from leaks.names import LABELS
from leaks.tickets import Ticket, opened, read_token
from safety.cleaning import Raw, can_draw_pages
from safety.fields import SeveralFilesField


class RawFilesField(SeveralFilesField):
    """All the files of one control, as `Raw`."""

    def clean(self, data: Any, initial: Any = None) -> list[Raw]:  # type: ignore[override]  # what the pipe takes
        found = super().clean(data, initial)
        if len(found) > settings.LEAKS_FILES:
            raise forms.ValidationError(
                _("That is more than %(count)d files. Send them in several times, with your receipt."),
                params={"count": settings.LEAKS_FILES},
            )
        return [as_raw(upload) for upload in found]


def as_raw(upload: UploadedFile) -> Raw:  # type: ignore[type-arg]  # generic in the stubs only
    """The file as the cleaner takes it."""
    return Raw(name=upload.name or "", body=cast(Any, upload.file))


class DoorForm(forms.Form):
    """Message and files, on the first page and on the page of a conversation."""

    message = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=settings.LEAKS_MESSAGE_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("This message is too long. Send the rest as a text file.")},
    )
    files = RawFilesField(label=_("Your files"), required=False)  # type: ignore[assignment]  # the contract's name
    originals = forms.ChoiceField(
        required=False,
        choices=(
            ("destroy", _("destroy them once cleaned (advised)")),
            ("seal", _("seal them too, for the few people who may see untouched originals")),
        ),
        initial="destroy",
        widget=forms.RadioSelect,
        label=_("The original files"),
    )
    pages = forms.BooleanField(required=False, label=_("Turn the pages of office documents into pictures"))
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, with_originals: bool, **kwargs: Any) -> None:
        self.ticket: Ticket | None = None
        super().__init__(*args, **{**kwargs, "auto_id": "%s", "use_required_attribute": False})
        if not with_originals:
            del self.fields["originals"]
        self.fields["pages"].widget.attrs["aria-describedby"] = "pages_help"
        self.can_draw_pages = can_draw_pages()
        for name in ("message", "files"):
            self.fields[name].widget.attrs["aria-describedby"] = f"{name}_help"

    def clean_pages(self) -> bool:
        """The choice, refused where it cannot be kept: a document would go out as it is."""
        wanted = bool(self.cleaned_data["pages"])
        if wanted and not self.can_draw_pages:
            raise forms.ValidationError(
                _("Pages cannot be turned into pictures here. Save your documents as PDF, choose those and send again.")
            )
        return wanted

    def clean_token(self) -> str:
        """A form that lay open too long must be sent again; what was typed stays in it."""
        token = str(self.cleaned_data["token"])
        self.ticket = read_token(token)
        if self.ticket is None:
            raise forms.ValidationError(
                _("This page was open for too long. Choose your files again and send: the message is still here.")
            )
        return token

    @property
    def words(self) -> str:
        """The words that this form will be kept under, for its page to show; none on the page of a conversation."""
        ticket = opened(str(self["token"].value() or "")) if "token" in self.fields else None
        return ticket.receipt if ticket else ""

    @property
    def keeps_originals(self) -> bool:
        """Whether the source asked for their originals to be sealed."""
        return self.cleaned_data.get("originals") == "seal"

    @property
    def shows_pages(self) -> bool:
        """Whether the choice is on the page: where it can be kept, or was made."""
        return self.can_draw_pages or bool(self.errors.get("pages") if self.is_bound else None)

    @property
    def is_blank(self) -> bool:
        """Neither words nor files."""
        return not self.cleaned_data["message"].strip() and not self.cleaned_data["files"]


class ReplyForm(forms.Form):
    """Words to a source."""

    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("Sealed as soon as it is sent: to the source, and a copy to those who read here."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        max_length=20_000,
    )


class NoteForm(forms.Form):
    """Words among recipients."""

    text = forms.CharField(
        label=_("Note for the other recipients"),
        help_text=_("Sealed to those who read this conversation: it opens with a private key, offline."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        max_length=20_000,
    )


class LabelForm(forms.Form):
    """Labels of a conversation."""

    labels = forms.MultipleChoiceField(
        label=_("Labels"), choices=tuple(LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )


class GiveForm(forms.Form):
    """Who reads a conversation from now on."""

    names = forms.MultipleChoiceField(
        label=_("Only these people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everybody who reads."),
        error_messages={"invalid_choice": _("%(value)s reads nothing here any more. Choose again.")},
    )

    def __init__(self, *args: Any, readers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["names"]).choices = [(name, name) for name in sorted(readers)]


class KeyForm(forms.Form):
    """A proposed public key."""

    name = forms.CharField(
        label=_("Account name of the person"), max_length=150, help_text=_("As they sign in on this site.")
    )
    public_key = forms.CharField(
        label=_("Public key"), max_length=100, help_text=_("It starts with age1. Never the private one.")
    )
    key_set = forms.ChoiceField(
        label=_("Set"),
        choices=(("reading", _("reading: the whole team")), ("originals", _("originals: fewer people"))),
    )


class ProofForm(forms.Form):
    """The decrypted challenge."""

    answer = forms.CharField(label=_("The text of the challenge"), max_length=100, strip=True)
