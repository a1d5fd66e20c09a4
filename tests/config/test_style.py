"""The living style page."""

from __future__ import annotations

import re


def test_style_page_is_missing_for_visitors_and_members(client, client_of, outsider):
    assert client.get("/style/").status_code == 404
    assert client_of(outsider).get("/style/").status_code == 404


def test_style_page_shows_every_component_to_the_staff(client_of, outsider):
    outsider.is_staff = True
    outsider.save()
    text = client_of(outsider).get("/style/").content.decode()
    for name in ("button", "card", "notice", "tag", "field", "pagination", "date-block", "empty", "facts", "table"):
        assert re.search(rf'class="{name}[ "-]', text), name


def test_style_page_shows_components_while_developing(client, db, settings):
    settings.DEBUG = True
    assert client.get("/style/").status_code == 200
