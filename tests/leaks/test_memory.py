"""Five seconds after an answer, no process of ours remembers what was in it, nor what it answered.

Another process reads the memory of the server and of all that it started, as somebody who seizes it would.
"""

import http.client
import io
import secrets
import subprocess
import sys
import time
import uuid
import zipfile
from base64 import b64encode
from contextlib import ExitStack, closing
from urllib.parse import urlencode, urlsplit

import pytest

from leaks.models import Bundle, Conversation
from leaks.services import desk
from safety.sealing import make_identity
from tests.conftest import session_of
from tests.leaks import servers
from tests.leaks.conftest import photo
from tests.leaks.test_words_first import words_in
from tests.memory import found_in_memory

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]
ALLOWED = 5  # seconds after the answer


@pytest.fixture
def browser_at():
    """`browser_at(site)`: one that keeps its connection until the test ends."""
    with ExitStack() as stack:
        yield lambda site: stack.enter_context(closing(Browser(site)))


@pytest.fixture(params=servers.WAYS)
def door(request, key, live_site, door_alone):
    """Each way of serving sources."""
    return live_site if request.param == "the whole site" else door_alone


class Planted:
    """Marks that nobody else has, and texts made of them: any one that is found is one too many."""

    def __init__(self) -> None:
        self.stem = "".join(secrets.choice("BCDFGHJKLMNPQRSTVWXZ23456789") for _ in range(12))
        self.marks: dict[str, str] = {}
        self.receipts: dict[str, list[str]] = {}

    def text(self, what: str, times: int = 12) -> str:
        """A text, every few signs of which bear the mark."""
        mark = self.marks[what] = f"{self.stem}{len(self.marks):02}"
        return " ".join(f"{mark}{number}é & <b>" for number in range(times))

    def words(self, what: str, page: str) -> str:
        """The words that a form shows."""
        receipt = words_in(page)
        self.receipts[what] = receipt.split()
        return receipt

    def in_memory_of(self, site) -> list[str]:
        time.sleep(ALLOWED)
        return found_in_memory(site.process.pid, self.marks, self.receipts)


class Browser:
    """Keeps its connection, as browsers do, and sends head and body apart."""

    def __init__(self, site) -> None:
        self.line = http.client.HTTPConnection("localhost", urlsplit(str(site)).port, timeout=280)

    def close(self) -> None:
        self.line.close()

    def ask(self, method: str, path: str, body: bytes | None = None, *, status: int = 200, **headers: str) -> str:
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line.close()  # the server has closed it while we waited
        self.line.request(method, path, body, head)
        answer = self.line.getresponse()
        page = answer.read().decode()
        assert answer.status == status, page[:3000]
        return page

    def post(self, path: str, fields: dict[str, str], files=(), **more) -> str:
        if not files:
            kind = "application/x-www-form-urlencoded"
            return self.ask("POST", path, urlencode(fields).encode(), Content_Type=kind, **more)
        edge = uuid.uuid4().hex
        body = servers.body_of(edge=edge, fields=fields, files=files)
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={edge}", **more)

    def break_off(self, path: str, fields: dict[str, str]) -> None:
        """Send all but the end, and hang up."""
        body = urlencode(fields).encode()
        self.line.close()
        self.line.putrequest("POST", path)
        self.line.putheader("Content-Type", "application/x-www-form-urlencoded")
        self.line.putheader("Content-Length", str(len(body) + 10))
        self.line.endheaders(body)
        self.line.close()


def docx(text: str) -> bytes:
    """A document of one paragraph."""
    made = io.BytesIO()
    office = "http://schemas.openxmlformats.org"
    relations = f"{office}/officeDocument/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{office}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{office}/package/2006/relationships">'
            f'<Relationship Id="r1" Target="word/document.xml" Type="{relations}/officeDocument"/></Relationships>',
        )
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body><w:p><w:r>'
            f"<w:t>{escaped}</w:t></w:r></w:p></w:body></w:document>",
        )
    return made.getvalue()


def test_no_process_remembers_what_a_source_sent_and_was_told(door, browser_at):
    planted, browser, found = Planted(), browser_at(door), {}
    page = browser.ask("GET", "/leak/")
    words, token = planted.words("words shown before anything is sent", page), servers.token_in(page)
    found["a GET"] = planted.in_memory_of(door)

    refused = [("a.docx", b"PK" + planted.text("a refused file", 300).encode())]
    fields = {"message": planted.text("a message"), "token": token}
    assert planted.marks["a message"] in browser.post("/leak/", fields, refused, status=422)
    browser.break_off("/leak/", {"message": planted.text("a message broken off"), "token": token})
    found["a refusal, and a connection that breaks"] = planted.in_memory_of(door)

    name = planted.text("a file's name", 1).split("é")[0]
    files = [
        (f"{name}.txt", planted.text("a text file", 2000).encode()),
        (f"{name}.docx", docx(planted.text("a document", 300))),
        (f"{name}.jpg", photo()),
    ]
    page = browser.post("/leak/", fields, files)
    assert servers.receipt_in(page) == words and len(Bundle.objects.get().families) == len(files), "all were cleaned"
    found["a submission"] = planted.in_memory_of(door)

    desk.reply(conversation=Conversation.objects.get(), text=planted.text("a reply"), name="permanence")
    assert planted.marks["a reply"] in browser.post("/leak/suivi/", {"receipt": words})
    more = {"receipt": words, "message": planted.text("a second message", 300), "token": token}
    browser.post("/leak/suivi/", more)
    browser.post("/leak/suivi/", {"receipt": words.replace(" ", "-"), "erase": "1"})
    found["coming back, adding and erasing"] = planted.in_memory_of(door)
    assert found == dict.fromkeys(found, [])


def test_site_does_not_remember_what_a_recipient_answered(key, live_site, recipient, browser_at):
    planted, browser = Planted(), browser_at(live_site)
    made = Conversation.objects.create(lookup="a" * 32, source_key=make_identity()[1])
    signed_in = f"sessionid={session_of(recipient)}; csrftoken={'a' * 32}"
    fields = {"reply-text": planted.text("a reply"), "csrfmiddlewaretoken": "a" * 32}
    browser.post(f"/desk/{made.pk}/repondre/", fields, Cookie=signed_in, status=302)
    assert made.replies.exists() and planted.in_memory_of(live_site) == []


def test_search_finds_what_a_process_remembers(tmp_path):
    """What the tests above look for is there to be found, however it is written."""
    planted = Planted()
    mark = planted.text("a mark", 3)
    receipt = "halal tranchant ricochet chignole baroudeur jardinier novateur".split()
    writings = {
        "as it is": mark.encode(),
        "UTF-16": mark.encode("utf-16"),
        "UTF-32": mark.encode("utf-32"),
        "base64": b64encode(b"x" + mark.encode()),
        "a form": urlencode({"text": mark}).encode(),
        "words with blanks": b"ricochet chignole",
        "the next two words": b"chignole baroudeur",
        "the next two words in UTF-32": "chignole baroudeur".encode("utf-32-le"),
        "words in a form": b"ricochet+chignole",
        "words in an address": b"ricochet%20chignole",
        "words by hyphens": b"ricochet-chignole",
    }
    program = "import sys; kept = sys.stdin.buffer.read(); print(flush=True); import time; time.sleep(600)"
    for what, content in {**writings, "nothing": b"ricochet jardinier"}.items():
        process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            process.stdin.write(content)
            process.stdin.close()
            process.stdout.readline()
            assert bool(found_in_memory(process.pid, planted.marks, {"words": receipt})) is (what != "nothing"), what
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
