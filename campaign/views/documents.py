"""/documents/…: a document of the site, to those whom its collection is open to."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from wagtail import hooks
from wagtail.documents.models import document_served

from campaign.models import CampaignDocument
from engine.serving import send_file


def send_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Ask every hook (Wagtail's own guards the collections), then send the file piece by piece."""
    document = get_object_or_404(CampaignDocument, pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for ask in hooks.get_hooks("before_serve_document"):
        answer = ask(document, request)
        if isinstance(answer, HttpResponseBase):
            return answer
    document_served.send(sender=CampaignDocument, instance=document, request=request)
    name = f"{slugify(document.title)[:80] or 'document'}.{document.file_extension}"
    return send_file(request, name=document.file.name, storage=document.file.storage, download_name=name)
