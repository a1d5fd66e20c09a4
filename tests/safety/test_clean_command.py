"""`manage.py clean FILE…`, as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from safety.cleaning import can_draw_pages  # noqa: F401  (a mark asks it)
from tests.safety import dirty
from tests.safety.dirty import hidden_word


def test_clean_command_writes_beside_and_tells_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = tmp_path / "photo.JPG"
    photo.write_bytes(dirty.picture("JPEG"))
    before = photo.read_bytes()
    call_command("clean", str(photo))
    told = capsys.readouterr().out
    made = tmp_path / "photo.clean.jpg"
    assert dirty.CANARY.encode() not in made.read_bytes() and made.stat().st_mode & 0o077 == 0
    assert photo.read_bytes() == before
    assert "  - position GPS\n" in told and "photo.clean.jpg" in told and "gps" not in told
    assert dirty.CANARY not in told  # never the values themselves


def test_clean_command_says_of_each_file_what_went_what_to_mind_and_what_stays_visible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "a.txt": b"un  mot\n",
        "b.eml": dirty.mail(),
        "c.png": dirty.picture("PNG"),
        "d.zip": dirty.package({"a.txt": "x"}),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    call_command("clean", *(str(tmp_path / name) for name in files))
    told = capsys.readouterr().out.split(str(tmp_path))[1:]
    signs = [{line[2] for line in part.splitlines() if line.startswith("  ")} for part in told]
    assert signs == [set("-!="), set("-!="), set("-="), set("-=")]
    assert all(part.count("  = reste visible\u00a0: ") == 1 for part in told)
    assert "Des blancs sont doublés" in told[0] and "rien n’a été trouvé" in told[0]
    assert "L’expéditeur, l’objet et le jour" in told[1] and "bruit du capteur" in told[2]


def test_clean_command_goes_on_and_fails_at_the_end_when_a_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("words\u200b\n")
    (tmp_path / "b.bin").write_bytes(b"\x07\x00\x01" * 90)
    names = ["b.bin", "missing.txt", "a.txt"]
    with pytest.raises(SystemExit) as caught:
        call_command("clean", *(str(tmp_path / name) for name in names))
    assert caught.value.code == 1
    told = capsys.readouterr()
    assert (tmp_path / "a.clean.txt").read_text() == "words\n"
    assert told.err.count("\n") == 2 and "b.bin: " in told.err and "missing.txt: " in told.err
    assert told.out.splitlines()[-1] == "Fichiers nettoyés : 1 sur 3."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.clean.txt", "a.txt", "b.bin"]


def test_clean_command_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("words\n")
    (tmp_path / "a.clean.txt").write_text("mine\n")
    with pytest.raises(SystemExit):
        call_command("clean", str(tmp_path / "a.txt"))
    assert (tmp_path / "a.clean.txt").read_text() == "mine\n"
    assert str(tmp_path / "a.clean.txt") in capsys.readouterr().err


@pytest.mark.skipif("not can_draw_pages()", reason="LibreOffice is not installed.")
def test_clean_command_turns_pages_into_pictures_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "a.docx"
    document.write_bytes(hidden_word.hidden_words()["direct"][0])
    call_command("clean", str(document))
    assert "--pages-as-pictures" in capsys.readouterr().out
    call_command("clean", "--pages-as-pictures", str(document))
    told = capsys.readouterr().out
    assert (tmp_path / "a.clean.pdf").read_bytes()[:5] == b"%PDF-" and "--pages-as-pictures" not in told


def _open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become somebody else.")
def test_clean_command_works_for_an_ordinary_account() -> None:
    """The production's own accounts are no root: neither are the people who clean their files."""
    with tempfile.TemporaryDirectory() as folder:  # every pytest that starts shuts the folder of all `tmp_path`
        _clean_as_nobody(Path(folder))


def _clean_as_nobody(home: Path) -> None:
    home.chmod(0o755)
    (home / "a.jpg").write_bytes(dirty.picture("JPEG"))
    # The interpreter may lie in somebody's home: Debian's own of the same version does as well.
    python = sys.executable if _open_to_all(Path(sys.executable).resolve()) else "/usr/bin/python3"
    asked = [python, "-c", "import sys; print(sys.version_info[:2])"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    checkout = [Path(settings.BASE_DIR), Path(settings.BASE_DIR, ".venv-cleaner").resolve()]
    if version != str(sys.version_info[:2]) or not all(map(_open_to_all, checkout)):
        pytest.skip("This checkout, or every Python of its version, lies where other accounts cannot go.")
    subprocess.run(["/usr/bin/chown", "-R", "65534:65534", str(home)], check=True)
    command = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python, "-B"]
    command += ["manage.py", "clean", str(home / "a.jpg")]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "DATA_DIR": str(home / "data"), "LANG": "C.UTF-8"}
    environment["PYTHONPATH"] = sysconfig.get_path("purelib")
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (home / "a.clean.jpg").stat().st_uid == 65534
