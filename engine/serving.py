"""The one way by which files of people leave the site: piece by piece, never whole in memory, never executed.

`FileResponse` under ASGI reads the file into memory before the first byte leaves. Here each piece is read in a thread
when the client has taken the last one, from any storage.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage, default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

PIECE = 256 * 1024

# Shown in the page: pictures that safety/cleaning/ has decoded and encoded anew, so that nothing else hides in them.
PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
# Offered for download under their own type; every other extension is a heap of bytes.
DOWNLOADS = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "wav": "audio/wav",
    "webm": "video/webm",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Span:
    """Which bytes of a file to send: from `start`, before `end`."""

    start: int
    end: int


class PiecewiseResponse(StreamingHttpResponse):
    """A streaming answer that our ASGI handler awaits piece by piece, and a test's client just iterates."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self)
        read_next = sync_to_async(lambda: next(pieces, b""), thread_sensitive=False)
        while piece := await read_next():
            yield piece


@require_safe
def media(request: HttpRequest, path: str, *, public: bool = True) -> HttpResponseBase:
    """What anybody may see, by its name. Everything else in the store answers as if it were not there.

    Not `public`, it leaves for this person alone: the caller has checked that they may have it.
    """
    if not path.startswith(tuple(settings.PUBLIC_MEDIA)):
        raise Http404
    return send_file(request, name=path, public=public)


def send_file(
    request: HttpRequest,
    *,
    name: str,
    storage: Storage = default_storage,
    download_name: str = "",
    public: bool = False,
) -> HttpResponseBase:
    """Answer with a stored file. The caller has checked that this person may have it; `public` lets caches keep it.

    `download_name` is what the browser proposes to save as; by default the stored, neutral name.
    """
    size, modified = _look_up(storage, name)
    etag = f'"{hashlib.sha256(f"{name}:{size}:{modified}".encode()).hexdigest()[:32]}"'
    span = requested_span(request.headers.get("Range", ""), size=size) if _range_is_current(request, etag) else None
    headers = file_headers(name, download_name=download_name, public=public)
    headers |= {"ETag": etag, "Last-Modified": http_date(modified), "Accept-Ranges": "bytes"}
    if span and span.start >= size:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    status = 206 if span else 200
    if span:
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    else:
        span = Span(0, size)
    headers["Content-Length"] = str(span.end - span.start)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=status, headers=headers)
    else:
        response = PiecewiseResponse(read_pieces(storage, name, span), status=status, headers=headers)
    # The stubs know ordinary answers only; it hands back whichever it was given.
    return get_conditional_response(request, etag, int(modified), response)  # type: ignore[arg-type, return-value]


def file_headers(name: str, *, download_name: str = "", public: bool = False) -> dict[str, str]:
    """What a browser is told about a file of this name: type by extension, and never to run it."""
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    as_attachment = extension not in PICTURES
    content_type = PICTURES.get(extension) or DOWNLOADS.get(extension, "application/octet-stream")
    disposition = content_disposition_header(as_attachment, download_name or PurePosixPath(name).name)
    return {
        "Content-Type": content_type,
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "public, max-age=86400" if public else "private, no-cache",
    }


_POSITION = re.compile(r"[0-9]{0,18}")  # more digits than any file has bytes; int() refuses thousands of them


def requested_span(header: str, *, size: int) -> Span | None:
    """The bytes a Range header asks for; None (all of them) when it asks for none, several, or nonsense."""
    unit, _, ranges = header.partition("=")
    first, dash, last = ranges.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not all(_POSITION.fullmatch(part) for part in (first, last)):
        return None
    if first:
        end = min(int(last) + 1, size) if last else size
        return Span(int(first), end) if end > int(first) or int(first) >= size else None
    return Span(max(size - int(last), 0), size) if last and int(last) else None


def read_pieces(storage: Storage, name: str, span: Span) -> Iterator[bytes]:
    """The bytes of the span, piece by piece; a store that can send a part is asked for that part only."""
    fetch: Callable[[str, int, int], Iterator[bytes]] | None = getattr(storage, "pieces", None)
    if fetch is not None:
        yield from fetch(name, span.start, span.end)
        return
    with storage.open(name, "rb") as file:
        file.seek(span.start)
        left = span.end - span.start
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _range_is_current(request: HttpRequest, etag: str) -> bool:
    """False when the client holds parts of another version of the file."""
    return request.headers.get("If-Range", etag) == etag


def _look_up(storage: Storage, name: str) -> tuple[int, float]:
    """Size and time of change of a stored file; 404 for whatever is not one."""
    if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise Http404
    try:
        if not storage.exists(name):
            raise Http404
        with storage.open(name, "rb"):  # a folder exists too, and a file may be unreadable
            pass
        return storage.size(name), storage.get_modified_time(name).timestamp()
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
