"""The drop by a person: Chromium without scripts, then lynx; submit, come back, read the reply, erase."""

import json
import re
import shutil
import subprocess
import tarfile
from io import BytesIO

import pytest

from leaks import storage
from leaks.models import Conversation, Recipient
from leaks.receipts import draw
from leaks.services import desk
from safety.cleaning import available, can_draw_pages
from safety.sealing import make_identity
from tests.browser.lynx import CLEAR_LINE, ENTER, Lynx
from tests.leaks.conftest import enter, reseal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]


@pytest.fixture
def key(live_site, tmp_path):
    """The recipient's identity; the drop is open."""
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    private, public = make_identity()
    enter("permanence", public)
    path = tmp_path / "key.txt"
    path.write_text(private)
    before = set(storage.names())
    yield path
    for name in set(storage.names()) - before:
        storage.erase(name)


def opened(key, name: str) -> dict[str, bytes]:
    sealed = b"".join(storage.read(name))
    done = subprocess.run(["age", "-d", "-i", key], input=sealed, capture_output=True, check=True)  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(done.stdout)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers()}


def test_source_submits_returns_reads_and_erases_without_scripts(page_without_script, live_site, key, corpus, axe):
    page = page_without_script
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/leak/")
    words = page.locator("#words").inner_text()
    page.get_by_label("Votre message").fill("Voici SECRETNAME")
    dirty = corpus / "dirty" / "canary"
    page.get_by_label("Vos fichiers").set_input_files([dirty / "gps_orient.jpg", dirty / "beacon.docx"])
    page.get_by_role("button", name="Envoyer").click()
    receipt = page.locator("#receipt").inner_text()
    assert len(receipt.split()) == 7 and receipt == words
    assert page.locator(".removed").count() == 2

    conversation = Conversation.objects.get()
    files = opened(key, conversation.bundles.get().blob)
    manifest = json.loads(files["manifest.json"])
    for entry in manifest["files"]:
        found = subprocess.run(  # noqa: S603
            ["exiftool", "-ee", "-a", "-G1", "-"],  # noqa: S607
            input=files[entry["name"]],
            capture_output=True,
            check=True,
        )
        assert not re.search(rb"GPS|Author|Creator|SECRETNAME", found.stdout)

    desk.reply(conversation=conversation, text="Merci. D'où vient-il ?", name="permanence")
    page.goto("/leak/suivi/")
    page.get_by_label("Vos 7 mots").fill(receipt)
    page.get_by_role("button", name="Ouvrir").click()
    assert page.locator(".reply").inner_text() == "Merci. D'où vient-il ?"
    assert page.locator(".arrived li").count() == 1
    page.get_by_label("Votre message").fill("Du service technique.")
    page.get_by_role("button", name="Envoyer").click()
    assert conversation.bundles.count() == 2

    page.get_by_label("Oui, tout effacer").check()
    page.get_by_role("button", name="Effacer").click()
    assert not Conversation.objects.exists()
    assert page.locator("h1").inner_text() == "Effacé"

    assert page.context.cookies() == []
    assert {answer.request.resource_type for answer in answers} == {"document"}, "the pages load nothing"
    assert {answer.headers["content-length"] for answer in answers} == {str(16 * 1024)}


def test_every_page_of_the_door_satisfies_axe(new_page, live_site, key, axe, settings):
    """Each page that a source can come to see, in the two colour schemes and at two widths."""
    page = new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    for path in ("/leak/", "/leak/suivi/", "/leak/avant/", "/en/leak/", "/leak/nothing/"):
        page.goto(path)
        axe(page)
    page = new_page(viewport={"width": 360, "height": 740})

    def send(path: str, button: str, fields: dict[str, str], files=()) -> None:
        page.goto(path)
        for label, value in fields.items():
            page.get_by_label(label).fill(value)
        if files:
            page.get_by_label("Vos fichiers").set_input_files(files)
        page.get_by_role("button", name=button, exact=True).click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url

    odd = {"name": "odd.bin", "mimeType": "application/octet-stream", "buffer": b"\x00\x01\x02" * 50}
    note = {"name": "note.txt", "mimeType": "text/plain", "buffer": "du texte\u200b  ".encode()}
    send("/leak/", "Envoyer", {"Votre message": "gardé"}, [odd])
    assert page.locator(".refusal").count() and page.get_by_label("Votre message").input_value() == "gardé"
    send("/leak/", "Envoyer", {"Votre message": "Un mot.  "}, [odd, note])
    receipt = page.locator("#receipt").inner_text()
    desk.reply(conversation=Conversation.objects.get(), text="Une question ?", name="permanence")
    send("/leak/suivi/", "Ouvrir", {"Vos 7 mots": receipt})
    assert page.locator(".reply").count() == 1
    send("/leak/suivi/", "Ouvrir", {"Vos 7 mots": "xylophonix"})
    assert "xylophonix" in page.locator(".refusal").inner_text()
    send("/leak/suivi/", "Ouvrir", {"Vos 7 mots": draw("fr")})
    assert page.locator("h1").inner_text() == "Rien ici"
    send("/leak/suivi/", "Ouvrir", {"Vos 7 mots": receipt})
    page.get_by_label("Oui, tout effacer").check()
    page.get_by_role("button", name="Effacer").click()
    axe(page)
    Recipient.objects.all().delete()
    reseal()
    page.goto("/leak/")
    assert page.locator(".refusal").count() == 1, "closed"
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_narrow_screen(new_page, live_site, key, scheme):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False, color_scheme=scheme)
    for path in ("/leak/", "/leak/suivi/", "/leak/avant/"):
        page.goto(path)
        assert page.locator("html").evaluate("e => e.scrollWidth") <= 320


@pytest.mark.skipif(shutil.which("lynx") is None, reason="lynx is not installed")
def test_source_with_lynx_submits_returns_reads_and_erases(live_site, key, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "note.txt").write_text("SECRETNAME\u200b  \n")
    lynx = Lynx(f"{live_site}/leak/", tmp_path / "home")
    try:
        form = lynx.shows("Votre message")
        words = re.search(r"notez ces sept mots\s+((?:[a-z]+ ){6}[a-z]+)\n", form).group(1)
        lynx.go_to("Textarea")
        lynx.press("Depuis lynx")
        lynx.go_to("File entry field")
        lynx.press(str(tmp_path / "note.txt"))
        lynx.go_to("Form submit button")
        lynx.press(ENTER)
        shown = lynx.shows("Gardez vos sept mots")
        receipt = re.search(r"Gardez vos sept mots\s+((?:[a-z]+ ){6}[a-z]+)\n", shown).group(1)
        assert receipt == words
        assert "note.txt" in shown and "1 caractère invisible" in shown
        conversation = Conversation.objects.get()
        opened_files = opened(key, conversation.bundles.get().blob)
        assert opened_files["message.txt"] == b"Depuis lynx" and opened_files["files/1-text.txt"] == b"SECRETNAME\n"
        desk.reply(conversation=conversation, text="Bien reçu, lynx", name="permanence")

        lynx.press(f"g{CLEAR_LINE}{live_site}/leak/suivi/{ENTER}")
        lynx.shows("Vos 7 mots")
        lynx.go_to("Textfield")
        lynx.press(receipt)
        lynx.go_to("Form submit button")
        lynx.press(ENTER)
        lynx.shows("Bien reçu, lynx")
        lynx.go_to("Textarea")
        lynx.press("La suite")
        lynx.go_to("Form submit button")
        lynx.press(ENTER)
        lynx.shows("ajout")
        assert conversation.bundles.count() == 2

        for _ in range(1 + can_draw_pages()):  # where pages can become pictures, that choice stands first
            lynx.go_to("Checkbox Field")
        lynx.press(ENTER)
        lynx.go_to("Form submit button")
        lynx.press(ENTER)
        lynx.shows("n’ouvre plus rien : détruisez le papier")
        assert not Conversation.objects.exists()
    finally:
        lynx.close()
