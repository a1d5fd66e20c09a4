"""The drop by a person: Chromium without scripts, then lynx; submit, come back, read the reply, erase."""

import json
import re
import shutil
import subprocess
import tarfile
import urllib.request
from io import BytesIO
from urllib.parse import urlencode

import pytest

from leaks import storage
from leaks.models import Conversation, Recipient
from leaks.services import desk
from safety.cleaning import available
from safety.sealing import make_identity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]


@pytest.fixture
def key(live_site, tmp_path):
    """The recipient's identity; the drop is open."""
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    private, public = make_identity()
    Recipient.objects.create(name="permanence", public_key=public)
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
    page.get_by_label("Votre message").fill("Voici SECRETNAME")
    dirty = corpus / "dirty" / "canary"
    page.get_by_label("Vos fichiers").set_input_files([dirty / "gps_orient.jpg", dirty / "beacon.docx"])
    page.get_by_role("button", name="Envoyer").click()
    receipt = page.locator("#receipt").inner_text()
    assert len(receipt.split()) == 7
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


def test_pages_are_accessible(page, live_site, key, axe):
    for path in ("/leak/", "/leak/suivi/", "/leak/avant/", "/en/leak/"):
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_narrow_screen(new_page, live_site, key, scheme):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False, color_scheme=scheme)
    for path in ("/leak/", "/leak/suivi/", "/leak/avant/"):
        page.goto(path)
        assert page.locator("html").evaluate("e => e.scrollWidth") <= 320


def lynx(site, path: str, form: dict[str, str] | None = None) -> str:
    """What lynx shows, after sending the form when there is one."""
    command = ["lynx", "-dump", "-nolist", "-accept_all_cookies=off", "-assume_charset=utf-8", "-display_charset=utf-8"]
    data = None
    if form is not None:
        command.append("-post_data")
        data = urlencode(form) + "\n---\n"
    done = subprocess.run([*command, f"{site}{path}"], input=data, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


@pytest.mark.skipif(shutil.which("lynx") is None, reason="lynx is not installed")
def test_lynx_does_it_too(live_site, key):
    assert "Votre message" in lynx(live_site, "/leak/")
    with urllib.request.urlopen(f"{live_site}/leak/") as form:  # noqa: S310 - our own site
        token = re.search(r'name="token" value="([^"]+)"', form.read().decode()).group(1)
    shown = lynx(live_site, "/leak/", {"message": "Depuis lynx", "token": token})
    receipt = re.search(r"Notez ces sept mots\s+((?:[a-z]+\s+){7})", shown).group(1)
    desk.reply(conversation=Conversation.objects.get(), text="Bien reçu, lynx", name="permanence")
    assert "Bien reçu, lynx" in lynx(live_site, "/leak/suivi/", {"receipt": receipt})
    assert "Effacé" in lynx(live_site, "/leak/suivi/", {"receipt": receipt, "erase": "1"})
    assert not Conversation.objects.exists()
