"""The living style page."""

from __future__ import annotations

import re

from tests.conftest import make_user


def test_style_page_is_missing_for_visitors_and_members(client, client_of, outsider):
    assert client.get("/style/").status_code == 404
    assert client_of(outsider).get("/style/").status_code == 404


def test_style_page_shows_every_component_to_the_staff(client_of):
    staff = make_user("equipe", second_factor=True)
    staff.is_staff = True
    staff.save()
    text = client_of(staff).get("/style/").content.decode()
    for name in ("button", "card", "notice", "tag", "field", "pagination", "date-block", "empty", "facts", "table"):
        assert re.search(rf'class="{name}[ "-]', text), name


def test_style_page_shows_components_while_developing(client, db, settings):
    settings.DEBUG = True
    assert client.get("/style/").status_code == 200
