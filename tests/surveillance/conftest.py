"""Projects and communes for the tests of this room."""

from __future__ import annotations

import pytest

from surveillance.links import REPORT
from surveillance.services import add_line, create_project, report_project
from surveillance.validators import read_partial_date


@pytest.fixture
def elsewhere(db):
    """Toulouse, where nobody of the cast runs anything."""
    from places.models import Commune

    return Commune.objects.create(
        insee="31555",
        name="Toulouse",
        slug="toulouse",
        search_name="toulouse",
        departement_code="31",
        departement="Haute-Garonne",
        region="Occitanie",
        latitude=43.6,
        longitude=1.44,
        population=504_000,
    )


@pytest.fixture
def neighbour(db, elsewhere):
    """The organiser of another collective, approved, in Toulouse."""
    from django.utils import timezone

    from campaign.models import Collective
    from tests.conftest import make_user

    collective = Collective.objects.create(
        name="Toulouse à découvert",
        slug="toulouse-a-decouvert",
        commune=elsewhere,
        status="active",
        approved_at=timezone.now(),
    )
    user = make_user("voisine")
    collective.memberships.create(user=user, role="organiser")
    return user


@pytest.fixture
def make_project(db, commune):
    """`make_project(name="…", lines=[("2022", "in_use", "text")])`: published, in Marseille when nothing is said."""

    def make(**fields):
        lines = fields.pop("lines", [("2022", "in_use", "Trente caméras.")])
        defaults = {"name": "Caméras de la Plaine", "communes": [commune], "kinds": ["cameras"]}
        project = create_project(by=None, **(defaults | fields))
        for when, status, text in lines:
            add_line(
                project,
                by=None,
                when=read_partial_date(when),
                status=status,
                text=text,
                source="Conseil municipal",
                source_url="https://example.org/pv",
            )
        project.refresh_from_db()
        return project

    return make


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def reported(db, commune):
    """A report that waits, and the token of its private link."""
    report = report_project(
        name="Micros du port",
        communes=[commune],
        kinds=["sound"],
        note="SECRETNOTE",
        line={"when": read_partial_date("2022-04"), "status": "planned", "source": "Journal local"},
    )
    return report, REPORT.token_of(report)


@pytest.fixture
def typed_report(commune):
    """What a stranger types."""
    from surveillance.forms import ReportForm

    return {
        "name": "Micros du port",
        "kinds": ["sound"],
        "commune": "Marseille",
        "status": "planned",
        "when": "avril 2022",
        "source": "Journal local",
        "token": ReportForm.fresh_token(),
    }
