"""A drop that is open: a recipient with a key of their own, and helpers to send like a browser."""

from __future__ import annotations

import re
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from leaks import flood, storage
from safety.cleaning import available
from safety.sealing import make_identity
from tests.leaks.servers import running


@pytest.fixture(autouse=True)
def _fresh_gate():
    flood.reset()
    yield
    flood.reset()


@pytest.fixture(autouse=True)
def _empty_store(settings, tmp_path):
    """Each test has a store of its own."""
    settings.STORAGES = {**settings.STORAGES, "leaks": {**settings.STORAGES["leaks"]}}
    settings.STORAGES["leaks"]["OPTIONS"] = {"location": tmp_path / "leaks", "file_permissions_mode": 0o600}


@pytest.fixture
def identity(tmp_path) -> Path:
    """A recipient's private key, on "their own machine"."""
    private, public = make_identity()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {public}\n{private}\n")
    return path


def public_key(identity: Path) -> str:
    return re.search(r"age1\w+", identity.read_text()).group()


@pytest.fixture
def open_drop(db, identity):
    """The recipient of the cast holds the key; files are cleaned by the real sandbox."""
    from leaks.models import Recipient

    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    return Recipient.objects.create(name="permanence", public_key=public_key(identity))


@pytest.fixture(scope="session")
def door_alone_process(django_db_setup, django_db_blocker):
    """The source's door as a process of its own, one a worker."""
    from django.conf import settings

    with django_db_blocker.unblock():
        server = running("the door alone", Path(settings.DATA_DIR) / "door.log")
        site = server.__enter__()
    yield site
    server.__exit__(None, None, None)


@pytest.fixture
def door_alone(door_alone_process, transactional_db):
    """A test that uses it fails when it said anything at all meanwhile."""
    before = door_alone_process.log.read_text()
    yield door_alone_process
    assert door_alone_process.log.read_text() == before


def photo(colour: str = "red") -> bytes:
    """A small JPEG with an author."""
    made = BytesIO()
    picture = Image.new("RGB", (64, 48), colour)
    exif = picture.getexif()
    exif[0x013B] = "SECRETNAME"
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


def token_of(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode()).group(1)


def submit(source, *, message="", files=(), **more):
    """GET the form, POST it."""
    form = source.get("/leak/")
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return source.post("/leak/", {"message": message, "files": uploads, "token": token_of(form), **more})


def receipt_of(answer) -> str:
    found = re.search(r'id="receipt">([^<]+)<', answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return found.group(1)


def open_bundle(identity: Path, name: str | None = None) -> dict[str, bytes]:
    """What Debian's age and tar make of the stored bundle."""
    names = [name] if name else storage.names()
    assert len(names) == 1
    sealed = b"".join(storage.read(names[0]))
    done = subprocess.run(["age", "-d", "-i", identity], input=sealed, capture_output=True, check=True)  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(done.stdout)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.name != "padding"}
