"""Two collectives that must not touch each other."""

from __future__ import annotations

import pytest

from campaign import services
from places.models import Commune
from tests.conftest import make_user


@pytest.fixture
def lyon(db):
    return Commune.objects.get_or_create(
        insee="69123",
        defaults={
            "name": "Lyon",
            "slug": "lyon",
            "search_name": "lyon",
            "departement_code": "69",
            "departement": "Rhône",
            "region": "Auvergne-Rhône-Alpes",
            "latitude": 45.758,
            "longitude": 4.835,
            "population": 522_000,
        },
    )[0]


@pytest.fixture
def neighbour(lyon):
    """Runs another approved collective, with a group, pages, pictures and documents of its own."""
    person = make_user("voisine")
    other = services.start_collective(
        user=person, commune=lyon, name="Regards de Lyon", introduction="Ici aussi.", meeting_words=""
    )
    services.approve_collective(collective=other)
    return person


@pytest.fixture
def second_moderator(db):
    return make_user("moderation2", groups=("campaign-moderators",), second_factor=True)


@pytest.fixture
def started(outsider, commune):
    """What `outsider` has just started."""
    return services.start_collective(
        user=outsider, commune=commune, name="Nouveau regard", introduction="Parce que.", meeting_words=""
    )
