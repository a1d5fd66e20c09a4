"""The source's door, with the real cleaner, the real age tool and a client that keeps no cookie."""

import hashlib
import html
import json
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from PIL import Image

from leaks import flood, storage
from leaks.models import Bundle, Conversation, Fault, Recipient
from leaks.reports import FileReport
from leaks.views import source as source_views
from safety.cleaning import FAMILIES, Finding, Raw, can_draw_pages, clean
from safety.sealing import make_identity
from tests.leaks.conftest import enter, open_bundle, photo, receipt_of, refusals, reseal, submit, token_of
from tests.safety.dirty import hidden_word

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


def exiftool(path) -> str:
    return subprocess.run(["exiftool", "-ee", "-a", "-G1", path], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607


# -- GET ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/leak/", "/en/leak/", "/leak/suivi/", "/leak/avant/"])
def test_page_loads_nothing_and_remembers_nothing(source, open_drop, path):
    answer = source.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.content) % (16 * 1024) == 0
    assert not answer.cookies and not source.cookies
    assert "<script" not in page and "http" not in re.sub(r"http://testserver/\S*", "", page.split("<main")[0])
    assert not re.findall(r'(?:src|href)="(?!/|data:,|#content)', page)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
    assert "Contrechamp" not in page


def test_page_before_sending_says_what_goes_what_stays_and_what_cannot_go(source, open_drop):
    page = html.unescape(source.get("/leak/avant/").content.decode())
    parts = [part.split("</ul>")[0] for part in page.split("<h2>")]
    removed, kept, beyond = (
        next(part for part in parts if part.startswith(title))
        for title in ("Ce que nous retirons", "Ce qui reste tel quel", "Ce que nous ne pouvons pas retirer")
    )
    assert all(str(family.stays) in kept for family in FAMILIES.values())
    assert "Courriels\u00a0: les destinataires, l’heure" in removed and "petites copies" in removed
    assert "Le bruit d’un appareil photo" in beyond and "L’expéditeur d’un courriel" in beyond


def test_door_is_closed_without_a_key(source, db):
    for answer in (source.get("/leak/"), source.post("/leak/", {"message": "x"})):
        assert answer.status_code == 503
        assert 'class="refusal"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/leak/", "/leak/suivi/", "/leak/avant/", "/en/leak/avant/"])
def test_every_page_says_that_the_key_is_here_in_a_demonstration(source, open_drop, path):
    demo = re.compile("Démonstration\\.|Demonstration\\.")
    promise = re.compile("Même ce serveur|Not even this server|pas sur ce serveur|not on this server")
    honest = source.get(path).content.decode()
    Recipient.objects.update(is_demo=True)
    reseal()
    warned = source.get(path).content.decode()
    assert demo.search(warned) and not demo.search(honest)
    assert not promise.search(warned)
    if path != "/leak/suivi/":
        assert promise.search(honest)


def test_warning_of_printer_dots_is_not_told_as_taken_out():
    report = FileReport("scan.png", (Finding("gps"), Finding("printer_dots"), Finding("converted")))
    with override("fr"):
        page = render_to_string("leaks/source/reports.html", {"reports": [report]})
    taken_out = re.search(r"<p><strong>scan.png</strong>.*?</p>", page, re.S).group()
    remarks = re.findall(r'class="remark">(.*?)</p>', page)
    assert "GPS" in taken_out and "points de traçage" not in taken_out
    assert "points de traçage" in remarks[0] and len(remarks) == 2


def test_door_is_closed_with_demo_keys_on_a_public_host(source, open_drop, settings):
    Recipient.objects.update(is_demo=True)
    reseal()
    assert source.get("/leak/").status_code == 200
    settings.SITE_URL = "https://example.org"
    assert source.get("/leak/").status_code == 503


def test_door_is_closed_when_nothing_can_be_cleaned(source, open_drop, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    from safety.cleaning import available

    if not available():
        pytest.skip("what works is remembered for the life of the process")
    assert source.get("/leak/").status_code == 503


# -- Submit ----------------------------------------------------------------------------------------------------------
def test_jpeg_and_docx_arrive_clean(source, open_drop, identity, corpus, tmp_path):
    files = [
        ("IMG_SECRETNAME.jpg", (corpus / "dirty/canary/gps_orient.jpg").read_bytes()),
        ("note.docx", (corpus / "dirty/canary/beacon.docx").read_bytes()),
    ]
    answer = submit(source, message="Bonjour\u200b,  \nvoici.", files=files)
    assert answer.status_code == 200
    assert len(answer.content) % (16 * 1024) == 0
    assert len(receipt_of(answer).split()) == 7
    assert answer.content.decode().count('class="removed"') >= 2
    bundle = open_bundle(identity)
    assert bundle["message.txt"].decode() == "Bonjour,\nvoici."
    manifest = json.loads(bundle["manifest.json"])
    assert [entry["media_type"] for entry in manifest["files"]][0] == "image/jpeg"
    assert b"SECRETNAME" not in b"".join(bundle.values())
    for entry in manifest["files"]:
        path = tmp_path / entry["name"].replace("/", "-")
        path.write_bytes(bundle[entry["name"]])
        assert not re.search(r"GPS|Author|Creator|SECRETNAME|Serial", exiftool(path))


def test_bundle_holds_byte_for_byte_what_was_cleaned(source, open_drop, identity, corpus):
    dirty = corpus / "dirty" / "canary"
    files = [(name, (dirty / name).read_bytes()) for name in ("gps_orient.jpg", "beacon.docx")]
    files += [("note.txt", "Bonjour\u200b,  \r\nvoici.".encode()), ("photo.png", png())]
    assert submit(source, message="x", files=files).status_code == 200
    bundle = open_bundle(identity)
    entries = json.loads(bundle["manifest.json"])["files"]
    assert {entry["name"] for entry in entries} == {name for name in bundle if name.startswith("files/")}
    for entry, (name, content) in zip(entries, files, strict=True):
        arrived = bundle[entry["name"]]
        assert hashlib.sha256(arrived).hexdigest() == entry["sha256"] and len(arrived) == entry["size"]
        again = clean(Raw(name, BytesIO(content)))
        assert (again.media_type, again.sha256) == (entry["media_type"], entry["sha256"]), name
        assert again.body.read() == arrived
        again.body.close()


def png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(made, "PNG")
    return made.getvalue()


def test_nothing_of_the_source_is_on_disk(source, open_drop, settings):
    answer = submit(source, message="SECRETNAME a dit", files=[("SECRETNAME.jpg", photo())])
    receipt = receipt_of(answer)
    stored = b"".join(b"".join(storage.read(name)) for name in storage.names())
    rows = repr([list(model.objects.values()) for model in (Conversation, Bundle, Fault)])
    for planted in ("SECRETNAME", *receipt.split()[:1], receipt):
        assert planted.encode() not in stored
        assert planted not in rows
    assert not re.search(r"\d\d:\d\d", rows), "no time of day"


def test_message_alone_is_enough(source, open_drop, identity):
    receipt_of(submit(source, message="Juste un mot."))
    assert set(open_bundle(identity)) == {"message.txt", "manifest.json"}


def test_one_bad_file_is_refused_alone(source, open_drop, identity):
    answer = submit(source, message="x", files=[("odd.bin", b"\x00\x01\x02" * 50), ("good.jpg", photo())])
    assert answer.status_code == 200
    assert "odd.bin" in refusals(answer)
    bundle = open_bundle(identity)
    assert json.loads(bundle["manifest.json"])["refused"]
    assert b"odd.bin" not in b"".join(bundle.values())


def test_all_files_refused_keeps_nothing_but_the_typed_message(source, open_drop):
    answer = submit(source, message="Mon message à garder", files=[("odd.bin", b"\x00\x01\x02" * 50)])
    assert answer.status_code == 422
    assert "odd.bin" in refusals(answer)
    assert "Mon message à garder" in answer.content.decode()
    assert storage.names() == [] and not Conversation.objects.exists()
    again = source.post("/leak/", {"message": "Mon message à garder", "token": token_of(answer)})
    assert again.status_code == 200


def test_blank_form_is_refused(source, open_drop):
    answer = submit(source, message="  \n ")
    assert answer.status_code == 422 and 'class="refusal"' in answer.content.decode()


@pytest.mark.parametrize("token", ["", "forged", "1:abc"])
def test_blind_post_keeps_the_message_and_asks_again(source, open_drop, token):
    answer = source.post("/leak/", {"message": "Toujours là", "token": token})
    assert answer.status_code == 422
    assert "Toujours là" in answer.content.decode()
    assert not Conversation.objects.exists()


def test_too_many_files_are_refused(source, open_drop, settings):
    settings.LEAKS_FILES = 2
    answer = submit(source, message="gardé", files=[(f"{n}.txt", b"x") for n in range(3)])
    assert answer.status_code == 422 and "gardé" in answer.content.decode()


def test_pages_as_pictures_are_offered_where_something_hidden_was_found(source, open_drop, identity):
    """The choice stands on the form where LibreOffice is; a file that hid something brings it back, ticked."""
    assert ('name="pages"' in source.get("/leak/").content.decode()) is can_draw_pages()
    hiding = ("a.docx", hidden_word.hidden_words()["direct"][0])
    first = submit(source, message="x", files=[hiding])
    offer = gettext(
        "It hid something. We took out what we know of; hiding places never end. "
        "To be surer, add it once more with its pages turned into pictures."
    )
    assert (offer in html.unescape(first.content.decode())) is can_draw_pages()
    if not can_draw_pages():
        refused = submit(source, message="x", files=[hiding], pages="on")
        assert refused.status_code == 422 and "PDF" in refusals(refused)
        return
    receipt = receipt_of(first)
    asked = {"receipt": receipt, "message": "", "files": SimpleUploadedFile(*hiding)}
    again = source.post("/leak/suivi/", asked).content.decode()
    assert re.search(r'<input[^>]*name="pages"[^>]*checked', again)
    source.post("/leak/suivi/", {**asked, "files": SimpleUploadedFile(*hiding), "pages": "on"})
    kinds = {name.rpartition(".")[2] for blob in storage.names() for name in open_bundle(identity, blob)}
    assert {"docx", "pdf"} <= kinds


def test_originals_are_sealed_to_the_smaller_set(source, open_drop, identity, tmp_path):
    assert "originals" not in source.get("/leak/").content.decode()
    private, public = make_identity()
    (tmp_path / "few.txt").write_text(private)
    enter("peu", public, "originals")
    assert 'name="originals"' in source.get("/leak/").content.decode()
    submit(source, message="x", files=[("a.jpg", photo())])
    assert set(Bundle.objects.values_list("key_set", flat=True)) == {"reading"}
    answer = submit(source, message="x", files=[("odd.bin", b"\x00\x01" * 50)], originals="seal")
    assert answer.status_code == 200, "an uncleanable file arrives at the originals set only"
    originals = Bundle.objects.get(key_set="originals")
    opened = open_bundle(tmp_path / "few.txt", originals.blob)
    assert opened["originals/1"] == b"\x00\x01" * 50
    reading = originals.conversation.bundles.get(key_set="reading")
    assert set(open_bundle(identity, reading.blob)) == {"message.txt", "manifest.json"}


def test_flood_is_told_when_to_come_back(source, open_drop, settings):
    settings.LEAKS_PER_HOUR = 1
    flood.reset()
    assert submit(source, message="one").status_code == 200
    answer = submit(source, message="two")
    assert answer.status_code == 429 and refusals(answer)
    assert Conversation.objects.count() == 1


def test_full_disk_is_told(source, open_drop, settings):
    settings.LEAKS_DISK_FLOOR = 2**60
    assert "pas même un message" in source.get("/leak/").content.decode(), "before anybody types"
    assert submit(source, message="x").status_code == 429


def test_failure_becomes_a_page_and_a_count(source, open_drop, monkeypatch, mailoutbox, caplog):
    def break_down(**kwargs):
        raise RuntimeError("SECRETNAME in an exception")

    monkeypatch.setattr(source_views, "receive_submission", break_down)
    source.raise_request_exception = False
    answer = submit(source, message="SECRETNAME")
    assert answer.status_code == 500 and refusals(answer)
    assert "SECRETNAME" not in answer.content.decode()
    assert mailoutbox == []
    assert "SECRETNAME" not in caplog.text
    fault = Fault.objects.get()
    assert fault.count == 1 and "SECRETNAME" not in fault.place and "RuntimeError" in fault.place


def test_text_larger_than_any_message_is_told_so(source, open_drop):
    answer = source.post("/leak/", {"message": "x" * 3_000_000, "token": token_of(source.get("/leak/"))})
    assert answer.status_code == 413 and refusals(answer)


def test_broken_form_is_no_failure(source, open_drop):
    answer = source.generic("POST", "/leak/", b"nonsense", content_type="multipart/form-data; boundary=")
    assert answer.status_code == 400 and refusals(answer)
    assert not Fault.objects.exists()


# -- Words -------------------------------------------------------------------------------------------------------------
SOURCE_PAGES = sorted((Path(__file__).parents[2] / "templates" / "leaks" / "source").glob("*.html"))


@pytest.mark.parametrize("template", SOURCE_PAGES, ids=lambda path: path.stem)
def test_pages_promise_neither_anonymity_nor_safety(template):
    said = re.findall(r'translate "([^"]+)"', template.read_text())
    said += re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate", template.read_text(), re.S)
    said = [" ".join(words.split()) for words in said]  # as `trimmed` makes one line of them
    with override("fr"):
        said += [gettext(words) for words in said]
    promised = re.compile(
        r"anonym|secure|sécuris|guarant|garanti|100 ?%|impossible|untraceable|intraçable", re.IGNORECASE
    )
    assert [words for words in said if promised.search(words)] == []
    assert promised.search("Dépôt sécurisé et totalement anonyme"), "the search finds what it looks for"


# -- What the door stands on -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/leak/", "/leak/avant/"])
def test_while_the_database_is_away_the_door_says_so_in_one_size_and_notes_nothing(
    source, open_drop, path, caplog, capfd
):
    def away(execute, sql, params, many, context):
        raise OperationalError("SECRETNAME")

    source.raise_request_exception = False
    with connections["leaks"].execute_wrapper(away):
        answers = [source.get(path), source.post(path, {"message": "SECRETNAME", "receipt": "x", "token": "x"})]
    for answer in answers:
        assert answer.status_code in (405, 422, 503)
        assert len(answer.content) % (16 * 1024) == 0
    assert 503 in [answer.status_code for answer in answers]
    assert {answer.headers.get("Retry-After") for answer in answers if answer.status_code == 503} == {"30"}
    assert "SECRETNAME" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("path", ["/leak/", "/leak/avant/", "/leak/mentions/"])
def test_pages_say_how_long_copies_keep_what_was_erased(source, open_drop, settings, path):
    settings.BACKUP_LEAKS_RECIPIENTS, settings.BACKUP_LEAKS_DAYS = ["age1x"], 9
    assert "gardent jusqu’à 9 jours de plus ce qui a été effacé" in source.get(path).text
    assert "keep what was erased up to 9 days longer" in source.get(f"/en{path}").text
    settings.LEGAL = settings.LEGAL | {"backup_days": 12}  # somebody copies the whole machine
    assert "12 jours" in source.get(path).text
    settings.BACKUP_LEAKS_RECIPIENTS, settings.LEGAL = [], settings.LEGAL | {"backup_days": 0}
    assert "ce qui a été effacé y reste" in source.get(path).text
