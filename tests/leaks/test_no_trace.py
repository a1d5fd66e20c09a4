"""A submission changes nothing that tells its hour, outside of what the drop itself keeps until the night."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from tests.leaks import servers
from tests.leaks.conftest import photo
from tests.reading import content_of

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]


def dates(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file and folder was last changed."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in folder.rglob("*")
    }


def site_file() -> Path:
    return Path(str(connections["default"].settings_dict["NAME"]))


def log_of_the_site() -> bytes:
    """What SQLite's write-ahead log holds, if that is the engine."""
    return b"".join(content_of(site_file().parent, f"{site_file().name}-wal").values())


def tables_of_the_site() -> dict[str, list]:
    found = {}
    with connections["default"].cursor() as cursor:
        for table in connections["default"].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def test_submission_changes_no_file_and_no_row_of_the_site(key, live_site, settings):
    servers.form(live_site)  # what is done once, is done
    folder = Path(settings.DATA_DIR)
    rows, said = tables_of_the_site(), live_site.log.read_text()
    before, log = dates(folder), log_of_the_site()
    status, page = servers.send(live_site, message="x", name="a.jpg", content=photo() + b"x" * 3_000_000)
    assert status == 200
    assert servers.post(live_site, "/leak/suivi/", {"receipt": servers.receipt_in(page), "message": "y"})[0] == 200
    after = dates(folder)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    database = Path(str(connections["leaks"].settings_dict["NAME"])).name
    theirs = {name for name in changed if name.split("/")[0] == "leaks" or Path(name).name.startswith(database)}
    assert any(name.endswith(".age") for name in theirs), "the search sees what changed"
    opened = {
        f"{site_file().name}-wal",
        f"{site_file().name}-shm",
    }  # by whoever reads; what is written shows in the log
    assert changed - theirs - opened == set(), "of the site's files, none: the place where uploads wait included"
    assert log_of_the_site() == log
    assert tables_of_the_site() == rows
    assert live_site.log.read_text() == said


def test_commands_of_the_drop_say_the_same_whatever_came(transactional_db, open_drop_with_something, capsys):
    call_command("leaks_nightly")
    with_something = capsys.readouterr().out
    call_command("leaks_nightly")
    assert capsys.readouterr().out == with_something and not any(letter.isdigit() for letter in with_something)


@pytest.fixture
def open_drop_with_something(settings, tmp_path):
    """A conversation whose day has come."""
    from leaks.models import Bundle, Conversation

    conversation = Conversation.objects.create(
        lookup="a" * 32, source_key="age1x", last_added_on="2026-01-01", last_download_on="2026-01-01"
    )
    Bundle.objects.create(conversation=conversation, blob="gone.age", size=1000)
