"""What may come in, and where it waits: the one upload handler of the whole site.

Django's own handlers write everything over 2.5 MB to a temporary file in clear. This one keeps to the encrypted spool,
and refuses aloud what is too large: a memory handler alone loses such a file in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.module_loading import import_string

from safety.spooling import EncryptedSpool, SpoolLimit

if TYPE_CHECKING:
    from typing import Self

    Refusal = Callable[[HttpRequest, int], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])


def body_limit(path: str) -> int:
    """The largest body, in bytes, that a request to this path may carry."""
    for pattern, limit in settings.BODY_LIMITS:
        if re.match(pattern, path):
            return int(limit)
    return int(settings.BODY_LIMIT)


def room_rule(path: str) -> Callable[[Mapping[str, Any]], int] | None:
    """Who knows how much may come in to this path just now, if somebody does; asked with the connection's scope."""
    for pattern, name in settings.BODY_ROOM:
        if re.match(pattern, path):
            return cast(Callable[[Mapping[str, Any]], int], import_string(name))
    return None


def body_kept(path: str) -> int:
    """How many bytes of a refused body are kept in memory for the page that refuses it: none but for some forms."""
    return next((int(size) for pattern, size in settings.BODY_KEPT if re.match(pattern, path)), 0)


def when_too_large(refusal: Refusal) -> Callable[[View], View]:
    """Let a view answer an oversized body with a page of its own instead of the site's."""

    def decorate(view: View) -> View:
        view.when_too_large = refusal  # type: ignore[attr-defined]
        return view

    return decorate


def refuse_too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """The site's 413 page: says how much is allowed."""
    return render(request, "413.html", {"limit": limit}, status=413)


def when_still(refusal: Callable[[HttpRequest], HttpResponse]) -> Callable[[View], View]:
    """Let a view answer a body that came no further with a page of its own."""

    def decorate(view: View) -> View:
        view.when_still = refusal  # type: ignore[attr-defined]
        return view

    return decorate


def refuse_still(request: HttpRequest) -> HttpResponse:
    """The site's 408 page."""
    return render(request, "408.html", {}, status=408)


class _NoFiles(FileUploadHandler):
    """Passes over every file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """No chunk comes."""

    def file_complete(self, file_size: int) -> None:
        """No file ends."""


def typed_in_refused(request: HttpRequest) -> QueryDict:
    """What was typed into a form whose body was refused (`BODY_KEPT`): the fields before its files; no file is read."""
    request.upload_handlers = [_NoFiles(request)]
    try:
        return request.POST
    except (MultiPartParserError, SuspiciousOperation, OSError):
        return QueryDict()


class SpooledUploadedFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A file that a person sent, in memory or in an encrypted spool; never at a path."""

    def open(self, mode: str | None = None, **kwargs: Any) -> Self:  # type: ignore[override]
        if self.file is None:
            raise ValueError("This upload has no content.")
        self.file.seek(0)
        return self


class SpoolUploadHandler(FileUploadHandler):
    """Spools each file of a form, all of them together within the limit of the path."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._left = body_limit(request.path if request else "")
        self._spool: EncryptedSpool | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._spool = EncryptedSpool(limit=self._left)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._spool is None:
            raise RuntimeError("A chunk came before its file.")
        try:
            self._spool.write(raw_data)
        except SpoolLimit:
            self._spool.close()
            raise RequestDataTooBig("The files are larger than this address accepts.") from None
        self._left -= len(raw_data)

    def file_complete(self, file_size: int) -> SpooledUploadedFile:
        if self._spool is None:
            raise RuntimeError("A file ended before it began.")
        spool, self._spool = self._spool, None
        spool.seek(0)
        return SpooledUploadedFile(
            file=cast(IO[bytes], spool),
            name=self.file_name,
            content_type=self.content_type,
            size=spool.size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_complete(self) -> None:
        """The form is read: what it came as need not stay on the disk beside its files."""
        body = getattr(self.request, "_stream", None)
        if isinstance(body, EncryptedSpool):
            body.close()

    def upload_interrupted(self) -> None:
        if self._spool is not None:
            self._spool.close()
