"""The server is seized: every file it has and every file it holds open is searched for what was planted."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leaks import storage
from leaks.models import Bundle, Conversation, Recipient
from safety.cleaning import available
from safety.sealing import make_identity
from tests.browsers import ROOT, LiveSite, free_port, server_environment, wait_until_up
from tests.leaks.conftest import photo
from tests.open_files import open_files

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]
PLANTED = {
    "message": "SECRETMESSAGE du service technique",
    "file name": "SECRETFILENAME",
    "content": "SECRETNAME",
    "user agent": "SECRETAGENT/1.0",
    "address": "203.0.113.77",
    "cookie": "SECRETCOOKIE",
}


@pytest.fixture(autouse=True)
def _empty_store():
    """Here the store is the server's own."""


@pytest.fixture
def open_live_site(live_site):
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    Recipient.objects.create(name="permanence", public_key=make_identity()[1])
    yield live_site
    for name in storage.names():
        storage.erase(name)


def send(site, *, message: str, name: str, content: bytes) -> tuple[int, str]:
    """A submission by HTTP, with everything that a careless browser tells."""
    telling = {"User-Agent": PLANTED["user agent"], "X-Forwarded-For": PLANTED["address"], "Cookie": "a=SECRETCOOKIE"}
    with urllib.request.urlopen(urllib.request.Request(f"{site}/leak/", headers=telling)) as form:  # noqa: S310
        token = re.search(r'name="token" value="([^"]+)"', form.read().decode()).group(1)
    edge = uuid.uuid4().hex
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in (("message", message), ("token", token))
    )
    head += f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {**telling, "Content-Type": f"multipart/form-data; boundary={edge}"}
    try:
        request = urllib.request.Request(f"{site}/leak/", data=body, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=280) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def traces(folder: Path, words: dict[str, str]) -> list[str]:
    """Which planted words lie in which files of a folder, names of files included."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"{what} in {path}" for what, word in words.items() if word.encode() in content or word in path.name]
    return found


def test_seized_server_yields_nothing(open_live_site, settings, tmp_path):
    large = photo() + PLANTED["content"].encode() * 800_000  # 8 MB behind the picture's end
    seen: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for name, content in open_files(open_live_site.process.pid).items():
                if any(word.encode() in content for word in PLANTED.values()):
                    seen.append(name)

    watcher = threading.Thread(target=watch)
    watcher.start()
    status, page = send(open_live_site, message=PLANTED["message"], name=f"{PLANTED['file name']}.jpg", content=large)
    done.set()
    watcher.join()
    assert status == 200 and PLANTED["file name"] in page, page[:2000]
    receipt = re.search(r'id="receipt">([^<]+)<', page).group(1)
    words = {**PLANTED, "receipt": receipt, "half the receipt": " ".join(receipt.split()[:3])}
    (tmp_path / "note").write_text(PLANTED["message"])
    assert traces(tmp_path, words), "the search finds what is there"
    assert traces(Path(settings.DATA_DIR), words) == []
    assert seen == [], "plaintext in an open file of the server or of the sandbox"


def test_twenty_submissions_at_once_all_arrive(open_live_site):
    with ThreadPoolExecutor(20) as crowd:
        jobs = [crowd.submit(send, open_live_site, message=f"n° {n}", name="a.jpg", content=photo()) for n in range(20)]
        answers = [job.result() for job in jobs]
    assert [status for status, _page in answers] == [200] * 20
    receipts = {re.search(r'id="receipt">([^<]+)<', page).group(1) for _status, page in answers}
    assert len(receipts) == Conversation.objects.count() == Bundle.objects.count() == len(storage.names()) == 20


def test_killed_server_leaves_a_whole_submission_or_nothing(open_live_site, settings, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
    for delay in (0.3, 1.2):
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=server_environment(port), stdout=log, stderr=log)  # noqa: S603
        site = LiveSite(f"http://localhost:{port}", tmp_path / "log", process)
        wait_until_up(site)
        with ThreadPoolExecutor(1) as sender:
            job = sender.submit(send, site, message="SECRETNAME", name="a.jpg", content=photo() + os.urandom(2_000_000))
            time.sleep(delay)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            told = job.exception() is None and job.result()[0] == 200
        assert sorted(storage.names()) == sorted(Bundle.objects.values_list("blob", flat=True)), "no orphan"
        assert Conversation.objects.count() >= told, "no receipt without its submission"
        assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
        Conversation.objects.all().delete()
        for name in storage.names():
            storage.erase(name)
