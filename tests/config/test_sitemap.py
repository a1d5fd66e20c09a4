"""What search engines are told, and what not."""

from __future__ import annotations

from campaign.models import Collective
from events.services import announce


def test_sitemap_tells_listed_events_and_collectives_and_no_others(client, collective, commune):
    from django.utils import timezone

    waiting = Collective.objects.create(name="En attente", slug="en-attente", commune=commune)
    told = {"commune": commune, "starts_at": timezone.now(), "by": None}
    announce(title="Réunion", hosts=[collective], **told)
    announce(title="Brouillon", hosts=[collective], publish=False, **told)
    announce(title="Non listée", hosts=[waiting], **told)
    index = client.get("/sitemap.xml").content.decode()
    for section in ("pages", "collectives", "events"):
        assert f"/sitemap-{section}.xml" in index
    events = client.get("/sitemap-events.xml").content.decode()
    assert "/agenda/reunion/</loc>" in events
    assert "/en/agenda/reunion/</loc>" in events
    assert "brouillon" not in events
    assert "non-listee" not in events
    collectives = client.get("/sitemap-collectives.xml").content.decode()
    assert "/collectifs/marseille-a-decouvert/</loc>" in collectives
    assert "en-attente" not in collectives
    assert client.get("/sitemap-pages.xml").status_code == 200
    assert client.get("/sitemap-drafts.xml").status_code == 404
