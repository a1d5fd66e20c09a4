"""What search engines read of a project: a report in the words of schema.org, its sources as citations."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from safety.words import first_words
from surveillance.models import Project

# What could end the script element or open another one.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def project_data(project: Project) -> SafeString:
    """A published project as JSON-LD, safe inside a script element of type application/ld+json."""
    sources: dict[str, dict[str, str]] = {}
    for line in project.lines.all():
        cited = {"@type": "CreativeWork", "name": line.source}
        sources[line.source + line.source_url] = cited | ({"url": line.source_url} if line.source_url else {})
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "headline": project.name,
        "description": first_words(project.summary, 50),
        "url": settings.SITE_URL + project.get_absolute_url(),
        "datePublished": project.published_at and project.published_at.date().isoformat(),
        "dateModified": project.updated_at.date().isoformat(),
        "keywords": ", ".join(project.kind_labels),
        "spatialCoverage": [
            {"@type": "Place", "name": commune.name, "address": {"@type": "PostalAddress", "addressCountry": "FR"}}
            for commune in project.communes.all()
        ],
        "mentions": [{"@type": "Organization", "name": company.name} for company in project.companies.all()],
        "citation": list(sources.values()),
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  (escaped just above)
