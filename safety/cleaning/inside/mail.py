# ruff: noqa: E501  # patterns and tables read better unbroken
"""Saved e-mails: who wrote, on which day, about what, and the text. Not to whom, nor the road it took.

Attachments obey the rule of archives: each is cleaned as a file of its own, under a name of ours, or left out.
"""

from __future__ import annotations

import binascii
import email
import email.policy
import email.utils
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage, Message
from pathlib import Path
from typing import cast

from .archives import STOPS, clean_member, tells_secret
from .characters import normalise
from .envelopes import plain_mail
from .job import Job, Made, Refusal
from .quotes import without_addresses, without_quoted_headers
from .text import clean_string, without_packed
from .web import sanitise_page, words_of

_KEPT = ("from", "subject", "date")
_PEOPLE = {"to", "cc", "bcc", "reply-to", "sender", "delivered-to", "envelope-to", "resent-to", "resent-from"}
_MAILS = {"message/rfc822", "message/global", "message/news"}
_SERVERS = re.compile(r"mailer-daemon|postmaster|mail delivery|system administrator|administrateur syst", re.IGNORECASE)
_RETURNS = re.compile(
    r"undeliver|returned (mail|to sender)|delivery (status|failure|has failed)|failure notice|mail delivery failed|"
    r"non (remis|distribu)|[ée]chec d[e’'].{0,12}(remise|envoi|livraison|distribution)|retour(n[ée])? [àa] l.exp[ée]diteur",
    re.IGNORECASE,
)
_OTHER_FORMS = {"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"}
_LOCKED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}


def clean_mail(path: Path, job: Job, *, returned: bool = False) -> Made:
    """Write a fresh message: author, subject, day, words, and the attachments that could be cleaned.

    A mail that was `returned` to its sender inside another has its author taken out: it is who had it.
    """
    old = email.message_from_bytes(plain_mail(path.read_bytes()), policy=email.policy.default)
    if old.get_content_type() in _LOCKED:
        raise Refusal("encrypted")
    fresh = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
    people = _note_headers(old, job)
    author = _author(old)
    if returned:
        job.note("headers", int(bool(author)))
    elif author:
        fresh["From"] = author
        job.note("sender_stays")
    if subject := _words(old, "Subject"):
        fresh["Subject"] = subject
    if day := _day(old, job):
        fresh["Date"] = day
    body, attachments = _parts(old, job)
    if any(person.lower() in body.lower() for person in people):
        job.note("names_stay")
    fresh.set_content(body or "\n", subtype="plain", charset="utf-8", cte="base64")
    for number, made in enumerate(attachments, 1):
        fresh.add_attachment(
            made.path.read_bytes(),
            maintype="application",
            subtype="octet-stream",
            filename=f"{number}-{made.family}.{made.extension}",
        )
    if fresh.is_multipart():
        fresh.set_boundary("=_part")
    return Made(job.write(fresh.as_bytes(), "eml"), "mail", "eml")


# -- Headers -----------------------------------------------------------------------------------------------------------
def _note_headers(old: EmailMessage, job: Job) -> set[str]:
    """Count what goes, and return the names and addresses of those to whom it went."""
    people: set[str] = set()
    seen: set[str] = set()
    for name in list(old.keys()):
        lower = name.lower()
        if lower in _KEPT and lower not in seen:
            seen.add(lower)
            continue
        if lower.startswith(("content-", "mime-version")):
            continue
        job.note("headers")
        for value in _values(old, name):
            job.keep_secret(value)
            if lower in _PEOPLE:
                for display, address in email.utils.getaddresses([value]):
                    people |= {part for part in (display, address) if len(part) >= 5}
    for person in people:
        job.keep_secret(person)
    return people


def _values(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        return []  # the standard library stumbles over some headers that it was to tolerate


def _words(message: EmailMessage, name: str) -> str:
    found = _values(message, name)
    return normalise(found[0]).text.replace("\n", " ").strip()[:500] if found else ""


def _author(message: EmailMessage) -> str:
    """Name and address of the first author, and no comment between them."""
    value = _words(message, "From")
    pairs = email.utils.getaddresses([value]) if value else []
    display, address = pairs[0] if pairs else ("", "")
    if not re.fullmatch(r"[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+", address):
        return ""
    display = re.sub(r"[\"<>\\]", "", display).strip()
    if display and not re.fullmatch(r"[\w .’'-]+", display):
        display = f'"{display}"'
    return f"{display} <{address}>" if display else address


def _day(message: EmailMessage, job: Job) -> str:
    """The day as it was written there, at no hour; the hour and the zone go, which tell who was awake where."""
    found = _values(message, "Date")
    if not found:
        return ""
    job.note("dates")
    try:
        moment = email.utils.parsedate_to_datetime(found[0])
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    return email.utils.format_datetime(day)


# -- Parts -------------------------------------------------------------------------------------------------------------
def _parts(message: EmailMessage, job: Job) -> tuple[str, list[Made]]:
    """The text as it would be read, and every attachment that could be cleaned."""
    texts: list[str] = []
    pages: list[bytes] = []
    attachments: list[Made] = []
    returned = _is_return(message)
    for part in _leaves(message):
        kind, name = part.get_content_type(), part.get_filename() or ""
        content = _content(part)
        job.spend(len(content))
        if not content.strip():
            continue
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if name:
            job.note("file_names")
            job.keep_secret(name)
        if kind in _OTHER_FORMS and not attached:
            job.note("hidden")  # the same letter for programs that would show it instead: nobody reads both
        elif kind == "text/plain" and not attached:
            texts.append(_body(content, job, returned=returned))
        elif kind == "text/html" and not attached:
            pages.append(content)
        elif kind == "text/rfc822-headers" or (part.get_content_maintype() == "message" and kind not in _MAILS):
            job.note("headers")
        elif made := _attached(part, name, content, job, returned=returned):
            attachments.append(made)
    for page in pages:
        fresh = sanitise_page(page, job)
        if texts:
            continue
        read = words_of(fresh)
        told = _body(read.encode(), job, returned=returned)
        if told.split() == read.split():
            attachments.insert(0, Made(job.write(fresh.encode(), "html"), "text", "html"))
        else:
            texts.append(told)  # its headers stand among its elements: the words alone can be freed of them
    marked = [pattern.encode() for pattern in job.secrets]
    telling = [
        made for made in attachments if job.thorough and made.family != "mail" and tells_secret(made.path, marked)
    ]
    job.note("dropped_members", len(telling))
    return "\n".join(texts), [made for made in attachments if made not in telling]


def _is_return(message: EmailMessage) -> bool:
    """Whether a server sends a mail back to the one who wrote it, or tells of it."""
    if message.get_content_type() == "multipart/report" or "x-failed-recipients" in message:
        return True
    return bool(_SERVERS.search(_words(message, "From")) or _RETURNS.search(_words(message, "Subject")))


def _body(content: bytes, job: Job, *, returned: bool) -> str:
    """A text part without the headers that are quoted in it, and without files packed into its lines."""
    plain = without_quoted_headers(without_packed(clean_string(content, job), job), mail=True)
    job.note("headers", plain.headers)
    for value in plain.values:
        job.keep_secret(value)
    if not returned:
        return plain.text
    text, count = without_addresses(plain.text)
    job.note("headers", count)
    return text


def _attached(part: EmailMessage, name: str, content: bytes, job: Job, *, returned: bool) -> Made | None:
    if part.get_content_maintype() == "multipart":
        raise Refusal("damaged")  # parts without their boundary: their headers would pass for words
    if not name and part.get_content_maintype() == "text":
        name = "part." + {"plain": "txt", "calendar": "ics"}.get(part.get_content_subtype(), part.get_content_subtype())
    if job.depth >= job.limits["depth"]:
        raise Refusal("too_deep")
    job.depth += 1
    try:
        if part.get_content_type() in _MAILS:  # however few of its headers a detector would know
            return clean_mail(job.write(content), job, returned=returned)
        return clean_member(content, name, job)
    except Refusal as refusal:
        if refusal.code in STOPS - {"encrypted"}:
            raise
        job.note("dropped_members")
    finally:
        job.depth -= 1
    return None


def _leaves(message: Message) -> Iterator[EmailMessage]:
    """Every part that holds something itself; a mail inside the mail is one, and is not looked into here."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in cast(list[Message], message.get_payload()):
            yield from _leaves(part)
    else:
        yield cast(EmailMessage, message)


def _content(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        return _inner_message(part)
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return str(part.get_payload()).encode("utf-8", "replace") if part.get_content_maintype() == "multipart" else b""
    if part.get_content_maintype() != "text":
        return content
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace").encode("utf-8", "replace")
    except (LookupError, UnicodeError, ValueError):
        return content.decode("utf-8", "replace").encode()


def _inner_message(part: EmailMessage) -> bytes:
    """The bytes of a mail inside a mail, which some programs pack in base64 although they must not."""
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(first, Message):
        return b""
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        try:
            return b64decode(re.sub(rb"\s", b"", first.as_bytes()), validate=True)
        except (binascii.Error, ValueError):
            return b""
    try:
        return first.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        raise Refusal("damaged") from None
