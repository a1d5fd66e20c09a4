"""Whatever gets a name gets an address that no other has."""

from __future__ import annotations

import pytest

from campaign.models import Collective
from campaign.slugs import free_slug

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cœur !", "coeur"),
        ("L’Haÿ", "lhay"),
        ("Marseille", "marseille-3"),
        ("agenda", "agenda-2"),
        ("監視", "rien"),
        ("---", "rien"),
        ("x" * 30, "x" * 10),
        ("aaaaaaaaa bbb", "aaaaaaaaa"),
    ],
)
def test_address_is_plain_free_and_not_too_long(commune, name, slug):
    for taken in ("marseille", "marseille-2", "marseillette"):
        Collective.objects.create(name=taken, slug=taken, commune=commune)
    assert free_slug(name, Collective.objects.all(), otherwise="rien", longest=10, reserved=["agenda"]) == slug
