"""A drop that is open: a recipient with a key of their own, and helpers to send like a browser."""

from __future__ import annotations

import re
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from leaks import flood, receipts, storage
from safety.cleaning import available
from safety.sealing import make_identity
from tests.leaks.servers import running


@pytest.fixture(autouse=True)
def _fresh_gate():
    flood.reset()
    yield
    flood.reset()


@pytest.fixture(autouse=True)
def _empty_store(request, settings, tmp_path):
    """Each test has a store of its own, unless it shares a server's (`key`)."""
    if "key" in request.fixturenames:
        return
    settings.STORAGES = {**settings.STORAGES, "leaks": {**settings.STORAGES["leaks"]}}
    settings.STORAGES["leaks"]["OPTIONS"] = {"location": tmp_path / "leaks", "file_permissions_mode": 0o600}


@pytest.fixture(autouse=True)
def _light_receipts(request, monkeypatch):
    """The same derivation with less memory: what it costs is bench/receipts.py's. A server that runs has its own."""
    if "key" not in request.fixturenames and request.path.name != "test_receipts.py":
        monkeypatch.setattr(receipts, "_MEMORY_KIB", 64)


@pytest.fixture
def identity(tmp_path) -> Path:
    """A recipient's private key, on "their own machine"."""
    private, public = make_identity()
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {public}\n{private}\n")
    return path


def public_key(identity: Path) -> str:
    return re.search(r"age1\w+", identity.read_text()).group()


def enter(name: str, key: str | None = None, key_set: str = "reading"):
    """Enter a key, and seal the list: as many as a test needs, told to nobody."""
    from leaks.models import Recipient

    if not Recipient.objects.exists():
        storage._count_file().unlink(missing_ok=True)  # of a test before, whose database is gone
    made = Recipient.objects.create(name=name, public_key=key or make_identity()[1], key_set=key_set)
    reseal()
    return made


def reseal():
    """Seal the list as a test has just made it."""
    from leaks.services.keys import seal_list

    with transaction.atomic(using="leaks"):
        seal_list()


@pytest.fixture
def open_drop(db, identity):
    """The recipient of the cast holds the key; files are cleaned by the real sandbox."""
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    return enter("permanence", public_key(identity))


@pytest.fixture
def key(transactional_db):
    """The drop of running servers is open; what a test leaves in their store is taken out."""
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    enter("permanence")
    yield
    for name in storage.names():
        storage.erase(name)


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


def held_in_counts() -> dict[str, float]:
    """The names of what is counted now and how many seconds each stays, in memory or in Redis."""
    import time

    from django.core.cache import caches

    cache = caches["counts"]
    if hasattr(cache._cache, "get_client"):
        client = cache._cache.get_client()
        return {key.decode(): client.ttl(key) for key in client.keys("*")}
    return {key: cache._expire_info[key] - time.time() for key in cache._cache}


def refusals(answer) -> str:
    """What a page refuses, as it stands there."""
    return " ".join(re.findall(r'class="refusal".*?</(?:p|li|div)>', answer.content.decode(), re.S))


def back(source, receipt, **more):
    """What somebody is answered who comes back with a receipt."""
    return source.post("/leak/suivi/", {"receipt": receipt, **more})
