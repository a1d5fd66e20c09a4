"""Saved e-mails as programs leave them: found by structure and by name, and brought to the plain form of RFC 5322."""

from __future__ import annotations

import codecs
import re

from .job import Refusal

_NAMES = ("eml", "emlx", "mbox", "mbx", "mht", "mhtml")
# Headers that stand nowhere but in mails; one of them and any other make a mail.
_OWN = re.compile(
    rb"(received|return-path|message-id|mime-version|delivered-to|in-reply-to|references|reply-to|x-[\w-]+|"
    rb"dkim-[\w-]+|arc-[\w-]+|authentication-results|content-(type|transfer-encoding|disposition)|resent-[\w-]+|"
    rb"list-[\w-]+|thread-(topic|index)|bcc|envelope-to|user-agent|auto-submitted|disposition-notification-to)$",
    re.IGNORECASE,
)
_SHARED = re.compile(rb"(from|to|cc|subject|date|sender|sent|priority|importance|status|organization)$", re.IGNORECASE)
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
_SPLIT = re.compile(rb"\r\r\n|\r\n|\n|\r")
_COUNT_LINE = re.compile(rb"\s*\d+[ \t]*$")  # Apple Mail writes the size of the message before it
_SECOND_MAIL = re.compile(rb"\n\n+From [^\n]*\d\n>?[\w-]+:")
_HEAD = 256 * 1024


def looks_like_mail(content: bytes, *, hint: str) -> bool:
    """Whether these bytes are a saved e-mail, however clumsily saved; a mailbox is refused by its number of mails."""
    plain = _unmarked(content[:_HEAD])
    if plain is None:
        return False
    block = _block(plain)
    names = {found.group(1) for line in block if (found := _HEADER.match(line))}
    own = sum(1 for name in names if _OWN.match(name))
    shared = sum(1 for name in names if _SHARED.match(name))
    lines = sum(1 for line in block if not line.startswith((b" ", b"\t")))
    headers = sum(1 for line in block if _HEADER.match(line))
    saved = headers > 0
    if hint not in _NAMES:
        saved = headers >= lines * 0.6 and (own + shared >= 2 or (own >= 1 and headers == lines == 1))
    if saved and (plain.startswith(b"From ") or hint == "mbox") and _SECOND_MAIL.search(_whole(content)):
        raise Refusal("too_many")  # a whole mailbox: the headers of its second mail would pass for words
    return saved


def plain_mail(content: bytes) -> bytes:
    """The message alone, with line ends of one kind and headers that the standard library's parser understands."""
    text = _whole(content)
    first, _, rest = text.partition(b"\n")
    if _COUNT_LINE.match(first) and _HEADER.match(rest.lstrip(b"\n")):
        size = int(first)
        original = _LINE_OF_COUNT.sub(b"", _decoded(content), count=1)
        text = _PROPERTIES.sub(b"", _SPLIT.sub(b"\n", original[:size]).lstrip(b"\n"))
    lines = text.split(b"\n")
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    kept: list[bytes] = []
    dropped = False
    for line in lines[:end]:
        if line.startswith((b" ", b"\t")):
            if kept and not dropped:
                kept.append(line)
            continue
        dropped = not _HEADER.match(line)
        if not dropped:
            kept.append(re.sub(rb"^([!-9;-~]+)[ \t]+:", rb"\1:", line))
    return b"\n".join([*kept, b"", *lines[end + 1 :]])


# What Apple Mail keeps after the message: days, flags, where it came from. Its count of bytes is not always right.
_PROPERTIES = re.compile(
    rb"\n?(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b(?:(?!<plist\b).)*\Z", re.DOTALL
)
_LINE_OF_COUNT = re.compile(rb"\A\s*\d+[ \t]*(?:\r\n|\n|\r)")


def _decoded(content: bytes) -> bytes:
    """Without the mark of its encoding; two bytes a character become UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode()
    return content.removeprefix(codecs.BOM_UTF8)


def _whole(content: bytes) -> bytes:
    return _SPLIT.sub(b"\n", _decoded(content)).lstrip(b"\n \t\x0b\x0c\0")


def _unmarked(content: bytes) -> bytes | None:
    try:
        text = _whole(content)
    except UnicodeError:
        return None
    first, _, rest = text.partition(b"\n")
    return rest.lstrip(b"\n") if _COUNT_LINE.match(first) else text


def _block(text: bytes) -> list[bytes]:
    """The lines before the first empty one, without the line that a mailbox puts before each mail."""
    lines = re.split(rb"\n[ \t]*\n", text, maxsplit=1)[0].split(b"\n")[:400]
    return [line for line in lines if line.strip() and not re.match(rb">?From ", line)]
