"""Files added to a message: cleaned here, before anything keeps them; and those that an earlier try left."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaign.uploads import clean_upload
from engine.throttle import allow
from forum.models import Attachment
from safety.cleaning import Clean, Refused, Small, available, shrink, usual_limits
from safety.fields import SeveralFilesField, SeveralFilesInput
from safety.words import storable

SMALL = 480  # pixels; shown at half of that, for fine screens
SECONDS = 60  # for the cleaning of one file, while its sender waits
ASKED_EVERY = 300  # seconds; whether files can be cleaned changes when somebody repairs the machine
_MB = 2**20


def cleaner_works() -> bool:
    """Whether this machine can clean files just now, as of a few minutes ago."""
    return _cleaner_worked(int(time.monotonic()) // ASKED_EVERY)


@lru_cache(maxsize=1)
def _cleaner_worked(moment: int) -> bool:
    return not available()


@dataclass(frozen=True)
class Received:
    """One file that came with this try, cleaned; a small copy beside it when it is a picture."""

    clean: Clean
    small: Small | None


@dataclass
class Offered:
    """A file that is already there, with what the person says of it: whether it stays, and what it is."""

    attachment: Attachment
    stays: bool


class WithFiles(forms.Form):
    """A form to which files can be added. Those of an earlier try, of a draft and of the post one changes stay unless
    unticked.

    `received` holds what came now and is clean; the view keeps it whatever becomes of the rest of the form.
    """

    def __init__(
        self, *args: Any, user: Any, post: Any = None, draft: Any = None, files_an_hour: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.received: list[Received] = []
        self.lost_files = self.long_titles = False
        self._who, self._files_an_hour = str(user.pk), files_an_hour
        self.offered = self._read_offered(user, post, draft)
        self.files_stay_out = not (cleaner_works() or self.files)
        if not self.files_stay_out:
            self.fields["files"] = self._files_field()

    def _files_field(self) -> SeveralFilesField:
        most, megabytes = settings.FORUM_FILES, settings.FORUM_FILE_MB
        bounds = {
            "data-most": most,
            "data-megabytes": megabytes,
            "data-too-many": _too_many(),
            "data-too-large": _too_large(),
        }
        return SeveralFilesField(
            label=_("Files"),
            required=False,
            widget=SeveralFilesInput(attrs=bounds),
            help_text=ngettext(
                "%(most)d file of %(megabytes)d MB at most: picture, PDF, office document, sound, video or text. Its "
                "name and what it tells of its maker, place and date are removed.",
                "%(most)d files of %(megabytes)d MB at most: pictures, PDF, office documents, sound, video or text. "
                "Their names and what they tell of their maker, place and date are removed.",
                most,
            )
            % {"most": most, "megabytes": megabytes},
        )

    def _read_offered(self, user: Any, post: Any, draft: Any) -> list[Offered]:
        """What the form shows as there already: the files of the post and of the draft at first, afterwards those that
        it showed before.
        """
        if not self.is_bound:
            return [Offered(file, stays=True) for owner in (post, draft) if owner for file in owner.files.all()]
        asked, kept = _keys(self.data, "offered"), _keys(self.data, "kept")
        if not asked:
            return []
        mine = Q(post=None, pending_of=user) | (Q(post=post) if post else Q())
        found = list(Attachment.objects.filter(mine, key__in=asked))
        self.lost_files = bool(kept - {file.key for file in found})
        for file in found:
            file.title = storable(str(self.data.get(f"title-{file.key}", file.title))).strip()
        self.long_titles = any(len(file.title) > Attachment.TITLE for file in found)
        return [Offered(file, stays=file.key in kept) for file in found]

    @property
    def kept_as(self) -> str:
        """A name for what its fields look like while nothing is in them and everybody is shown the same; else empty."""
        return ""

    @property
    def chosen(self) -> list[Attachment]:
        """The files that the message is to have."""
        return [offered.attachment for offered in self.offered if offered.stays]

    @property
    def file_refusals(self) -> list[str]:
        """What is wrong with the files, whatever else is."""
        return [
            *self.errors.get("files", []),
            *([_lost()] if self.lost_files else []),
            *([_too_long_a_title()] if self.long_titles else []),
        ]

    def offer(self, attachment: Attachment) -> None:
        """Show a file that came with this try among those that are there."""
        self.offered.append(Offered(attachment, stays=True))

    def clean_files(self) -> None:
        """Clean what came. One that is refused keeps the others: each refusal is told with the file's name."""
        uploads = self.cleaned_data["files"]
        if len(self.chosen) + len(uploads) > settings.FORUM_FILES:
            raise forms.ValidationError(_too_many())
        refusals = []
        colon = pgettext("between a field's name and its error", ": ")
        for upload in uploads:
            try:
                self.received.append(self._receive(upload))
            except forms.ValidationError as refusal:
                refusals += [f"{upload.name}{colon}{sentence}" for sentence in refusal.messages]
        if refusals:
            raise forms.ValidationError(refusals)

    def _receive(self, upload: UploadedFile) -> Received:
        """One file without its metadata. Raises ValidationError with a sentence for who sent it."""
        if (upload.size or 0) > settings.FORUM_FILE_MB * _MB:
            raise forms.ValidationError(_too_large())
        if not allow(action="forum-file", who=self._who, limit=self._files_an_hour, seconds=3600):
            raise forms.ValidationError(_("You have added many files within the hour. Add this one a little later."))
        limits = usual_limits(seconds=SECONDS, size=settings.FORUM_FILE_MB * _MB)
        clean = clean_upload(upload, pictures_only=False, limits=limits)
        if clean.family != "picture":
            return Received(clean, None)
        try:
            return Received(clean, shrink(clean, longest=SMALL))
        except Refused as refusal:
            clean.body.close()
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean(self) -> dict[str, Any]:
        """Nothing goes without the files that one believes to be there."""
        data = super().clean() or {}
        if self.lost_files:
            self.add_error(None, _lost())
        if self.long_titles:
            self.add_error(None, _too_long_a_title())
        return data


def _keys(data: Any, name: str) -> set[uuid.UUID]:
    """What of the values of this name can be the key of a file."""
    keys = set()
    for value in data.getlist(name) if hasattr(data, "getlist") else data.get(name, []):
        try:
            keys.add(uuid.UUID(value))
        except ValueError:
            continue
    return keys


def _lost() -> str:
    return _("A file that you added before waited too long and is gone. Choose it again.")


def _too_long_a_title() -> str:
    return _("What a file is may take %(most)d signs. Shorten it: nothing was cut.") % {"most": Attachment.TITLE}


def _too_many() -> str:
    most = settings.FORUM_FILES
    return ngettext(
        "A message has %(most)d file at most. Choose one.",
        "A message has %(most)d files at most. Untick some or choose fewer; send the others in another message.",
        most,
    ) % {"most": most}


def _too_large() -> str:
    return _("This file is larger than %(megabytes)d MB. Make it smaller, or send a part of it.") % {
        "megabytes": settings.FORUM_FILE_MB
    }
