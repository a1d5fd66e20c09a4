"""What lies on the disk is its owner's; what the drop tells browsers of Tor."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.glob("leaks.sqlite3*")}


@pytest.mark.parametrize(("folder_mode", "wanted"), [(0o755, 0o600), (0o2770, 0o660)])
def test_database_of_the_drop_is_its_owners_alone(tmp_path, folder_mode, wanted):
    """Made under the usual umask, found open to all as an older version left it, with the files beside it."""
    tmp_path.chmod(folder_mode)
    look = (
        "import django; django.setup()\n"
        "from django.db import connections\n"
        "cursor = connections['leaks'].cursor(); cursor.execute('CREATE TABLE IF NOT EXISTS x (y)')\n"
        "cursor.execute('INSERT INTO x VALUES (1)')\n"
        "import os\n"
        "from pathlib import Path\n"
        "print(sorted(oct(p.stat().st_mode & 0o777) for p in Path(os.environ['AT']).glob('leaks.sql*')))"
    )
    url = f"sqlite:///{tmp_path / 'leaks.sqlite3'}"
    environment = {**os.environ, "LEAKS_DATABASE_URL": url, "AT": str(tmp_path), "TEST_DATA_DIR": str(tmp_path / "d")}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATA_DIR": str(tmp_path / "d")}
    (tmp_path / "d").mkdir()

    def run() -> str:
        command = ["sh", "-c", 'umask 022; exec "$0" -c "$1"', sys.executable, look]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    assert run().strip() == str([oct(wanted)] * 3), "whichever of two accounts comes first, the other can write"
    for path in tmp_path.glob("leaks.sqlite3*"):
        path.chmod(0o666)
    assert run().strip() == str([oct(wanted)] * 3)


def test_drop_tells_tor_browser_of_the_onion_service(source, settings):
    settings.ONION_URL = "http://abcdefghijklmnop.onion"
    settings.ALLOWED_HOSTS = ["*"]
    for path in ("/leak/", "/en/leak/avant/", "/leak/suivi/"):
        assert source.get(path, secure=True)["Onion-Location"] == f"{settings.ONION_URL}{path}"
        assert "Onion-Location" not in source.get(path), "only over https"
        onion = {"host": "abcdefghijklmnop.onion"}
        assert "Onion-Location" not in source.get(path, secure=True, headers=onion), "it is there already"
    assert "Onion-Location" not in source.get("/agenda/", secure=True), "only the drop answers at that address"
    settings.ONION_URL = ""
    assert "Onion-Location" not in source.get("/leak/", secure=True)
