"""Fills a site for bench/stand.py: a forum, an article, a collective with its dates, a date to come to, an open drop.

`python -m bench.stand_data <folder>`: fills, and writes <folder>/told.json with addresses and sessions.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

DATES = 20


def lay() -> dict[str, str]:
    """All but the forum, by the site's own services; the addresses."""
    from django.utils import timezone
    from wagtail.models import Page

    from campaign.models import ArticleIndexPage, ArticlePage, Collective
    from events.services import announce
    from leaks.services.demo import make_demo_recipient
    from places.models import Commune

    now = timezone.now()
    commune = Commune.objects.create(
        insee="13055", name="Marseille", slug="marseille", search_name="marseille", departement_code="13",
        departement="Bouches-du-Rhône", latitude=43.3, longitude=5.4,
    )  # fmt: skip
    collective = Collective.objects.create(
        name="Marseille sans caméras", slug="marseille", commune=commune, approved_at=now, status="active"
    )
    more: dict[str, Any] = {"hosts": [collective], "by": None, "publish": True, "commune": commune}
    for days in range(DATES):
        event = announce(title=f"Atelier {days}", starts_at=now + timedelta(days=days + 9), attendance=True, **more)
    home = Page.objects.filter(depth=2).first()
    index = ArticleIndexPage.objects.first() or home.add_child(instance=ArticleIndexPage(title="Articles"))
    article = index.add_child(instance=ArticlePage(title="Ce que voient les caméras"))
    make_demo_recipient(name="permanence")
    return {
        "article": article.get_url(),
        "collective": collective.get_absolute_url(),
        "registration": f"{event.occurrences.get().get_absolute_url()}inscription/",
    }


def main(folder: Path) -> None:
    """Fill and tell."""
    from django.conf import settings

    from bench import forum_data

    forum_data.main(folder)
    told = json.loads((folder / f"{settings.SETTINGS_MODULE}.json").read_text())
    (folder / "told.json").write_text(json.dumps(told | lay()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
