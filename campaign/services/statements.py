"""A collective's own communiqués."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from campaign.models import Act, Collective, Statement
from campaign.services.log import log


@transaction.atomic
def publish_statement(*, collective: Collective, by: Any, title: str, text: str) -> Statement:
    """Publish a communiqué on the collective's page."""
    statement = Statement.objects.create(collective=collective, title=title, text=text, created_by=by)
    log(collective=collective, what=Act.What.STATEMENT, who=by, words=title)
    return statement


def change_statement(*, statement: Statement, by: Any, title: str, text: str) -> Statement:
    """Correct a communiqué; its date stays."""
    statement.title, statement.text = title, text
    statement.save()
    log(collective=statement.collective, what=Act.What.EDITED, who=by, words=title)
    return statement


@transaction.atomic
def erase_statement(*, statement: Statement, by: Any) -> None:
    """Take a communiqué off the page, for good."""
    log(collective=statement.collective, what=Act.What.STATEMENT_ERASED, who=by, words=statement.title)
    statement.delete()
