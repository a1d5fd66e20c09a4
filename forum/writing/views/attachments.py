"""Files of posts: sent to those who may read the post, and taken in with the forms of those who write."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engine.serving import send_file
from forum.access import find_attachment
from forum.moderation.queries import files_an_hour
from forum.queries import handler_for, private_forum_ids
from forum.writing.forms.attachments import WithFiles
from forum.writing.services import attaching
from safety.cleaning import Clean


@require_safe
def send(request: HttpRequest, key: uuid.UUID, small: bool = False) -> HttpResponseBase:
    """The file, or its small copy for the page. Of what not everybody may read nothing is left in a browser's cache."""
    attachment = find_attachment(request, key)
    file = attachment.small if small and attachment.small else attachment.file
    title = slugify(attachment.title)[:60] or _("file")
    name = f"{title}-{str(attachment.key)[:8]}.{attachment.extension}"
    response = send_file(request, name=file.name, storage=file.storage, download_name=name)
    post = attachment.post
    if post is None or post.topic.forum_id in private_forum_ids(handler_for(request)):
        response["Cache-Control"] = "private, no-store"
    return response


def form_with_files(request: HttpRequest, form_class: type[WithFiles], **kwargs: Any) -> Any:
    """The form as this person sent it, or empty."""
    files = request.FILES or None
    most = files_an_hour(request.user) if files else 0
    return form_class(request.POST or None, files, user=request.user, files_an_hour=most, **kwargs)


def is_ready(request: HttpRequest, form: Any) -> bool:
    """Whether the form is right and is to be acted upon. Its files are kept for the next try where it is not."""
    return take_in(request, form) and "preview" not in request.POST


def take_in(request: HttpRequest, form: Any) -> bool:
    """Whether the form is right. The files that came with it are cleaned and put aside whether it is or not.

    What was taken out of each is told now, once; nobody writes it down.
    """
    right = form.is_valid()
    for received in form.received:
        form.offer(attaching.keep(owner=request.user, file=received.clean, small=received.small))
        messages.info(request, _what_went(received.clean, number=len(form.chosen)))
    return right


def _what_went(clean: Clean, *, number: int) -> str:
    """What is no longer in a file, and what else its owner must know."""
    taken = ", ".join(finding.words for finding in clean.removed if not finding.is_remark)
    told = _("Taken out of file %(number)d: %(findings)s.") if taken else _("File %(number)d held nothing to take out.")
    sentences = [told % {"number": number, "findings": taken}]
    sentences += [f"{finding.words[:1].upper()}{finding.words[1:]}." for finding in clean.removed if finding.is_remark]
    return " ".join(sentences)
