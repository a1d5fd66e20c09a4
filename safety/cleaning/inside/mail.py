"""Saved e-mails: who wrote to whom, when, about what, and the text; not the road it took. Attachments are cleaned."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message
from pathlib import Path
from typing import cast

from .characters import normalise
from .job import Job, Made, Refusal
from .text import clean_string
from .web import sanitise_page

_KEPT = ("From", "To", "Cc", "Subject", "Date")


def clean_mail(path: Path, job: Job) -> Made:
    """Write a fresh message with the headers of the allow-list."""
    old = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    fresh = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
    for name in _KEPT:
        if value := _header(old, name):
            fresh[name] = value
    for name, value in old.items():
        if name.title() not in _KEPT and not name.lower().startswith(("content-", "mime-version")):
            job.note("headers")
            job.keep_secret(value)
    body, attachments = _parts(old, job)
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


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        return ""
    return normalise(value).text.replace("\n", " ").strip()


def _parts(message: EmailMessage, job: Job) -> tuple[str, list[Made]]:
    """The text as it would be read, and every attachment that could be cleaned."""
    from .main import clean_file

    texts: list[str] = []
    pages: list[bytes] = []
    attachments: list[Made] = []
    for part in _leaves(message):
        content = _content(part)
        job.spend(len(content))
        if not content.strip():
            continue
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if part.get_filename():
            job.note("file_names")
            job.keep_secret(part.get_filename())
        if part.get_content_type() == "text/plain" and not attached:
            texts.append(clean_string(content, job))
            continue
        if part.get_content_type() == "text/html" and not attached:
            pages.append(content)
            continue
        if job.depth >= job.limits["depth"]:
            raise Refusal("too_deep")
        job.depth += 1
        try:
            if part.get_content_type() == "message/rfc822":  # however few of its headers a detector would know
                attachments.append(clean_mail(job.write(content), job))
                continue
            attachments.append(clean_file(job.write(content), job, hint=_hint(part.get_filename() or "")))
        except Refusal as refusal:
            if refusal.code in ("too_large", "too_many", "too_deep"):
                raise
            job.note("dropped_members")
        finally:
            job.depth -= 1
    for page in pages:
        fresh = sanitise_page(page, job)
        if not texts:
            attachments.insert(0, Made(job.write(fresh.encode(), "html"), "text", "html"))
    return "\n".join(texts), attachments


def _leaves(message: Message) -> Iterator[EmailMessage]:
    """Every part that holds something itself; a mail inside the mail is one, and is not looked into here."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in cast(list[Message], message.get_payload()):
            yield from _leaves(part)
    else:
        yield cast(EmailMessage, message)


def _content(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else b""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    charset = part.get_content_charset() or "utf-8"
    if part.get_content_maintype() != "text":
        return content
    try:
        return content.decode(charset, "replace").encode()
    except LookupError:
        return content.decode("utf-8", "replace").encode()


def _hint(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
