"""The source's door, with the real cleaner, the real age tool and a client that keeps no cookie."""

import datetime as dt
import hashlib
import html
import json
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from PIL import Image

from leaks import flood, storage
from leaks.models import Bundle, Conversation, Fault, Recipient, Reply
from leaks.receipts import draw
from leaks.services.intake import FileReport
from leaks.views import source as source_views
from safety.cleaning import Finding, Raw, clean
from safety.sealing import Recipients, make_identity, seal_text
from tests.leaks.conftest import open_bundle, photo, receipt_of, submit, token_of

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


def refusals(answer) -> str:
    return " ".join(re.findall(r'class="refusal".*?</(?:p|li|div)>', answer.content.decode(), re.S))


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
    warned = source.get(path).content.decode()
    assert demo.search(warned) and not demo.search(honest)
    assert not promise.search(warned)
    if path != "/leak/suivi/":
        assert promise.search(honest)


def test_warning_of_printer_dots_is_not_told_as_taken_out():
    report = FileReport("scan.png", (Finding("gps"), Finding("printer_dots"), Finding("converted")))
    with override("fr"):
        page = render_to_string("leaks/source/reports.html", {"reports": [report]})
    taken_out = re.search(r"<p><strong>scan.png</strong>.*?</p>", page).group()
    remarks = re.findall(r'class="remark">(.*?)</p>', page)
    assert "GPS" in taken_out and "points de traçage" not in taken_out
    assert "points de traçage" in remarks[0] and len(remarks) == 2


def test_door_is_closed_with_demo_keys_on_a_public_host(source, open_drop, settings):
    Recipient.objects.update(is_demo=True)
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


def test_originals_are_sealed_to_the_smaller_set(source, open_drop, identity, tmp_path):
    assert "originals" not in source.get("/leak/").content.decode()
    private, public = make_identity()
    (tmp_path / "few.txt").write_text(private)
    Recipient.objects.create(name="peu", key_set="originals", public_key=public)
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


# -- Come back -------------------------------------------------------------------------------------------------------
def back(source, receipt, **more):
    return source.post("/leak/suivi/", {"receipt": receipt, **more})


def test_receipt_opens_replies_and_takes_more(source, open_drop, identity):
    receipt = receipt_of(submit(source, message="premier"))
    conversation = Conversation.objects.get()
    sealed = seal_text("Merci, d'où vient-il ?", keys=Recipients((conversation.source_key,)))
    Reply.objects.create(conversation=conversation, ciphertext=sealed.body.read())
    page = back(source, receipt.upper())
    assert "Merci, d&#x27;où vient-il ?" in page.content.decode()
    conversation.state = "answered"
    conversation.save()
    more = back(source, receipt, message="la suite", token=token_of(page))
    assert more.status_code == 200
    conversation.refresh_from_db()
    assert conversation.state == "new" and conversation.bundles.count() == 2
    last = conversation.bundles.exclude(blob=storage.names()[0]).get().blob
    texts = {open_bundle(identity, name)["message.txt"] for name in (storage.names()[0], last)}
    assert texts == {b"premier", b"la suite"}


def test_day_of_erasure_is_shown_once_it_is_fixed(source, open_drop):
    receipt = receipt_of(submit(source, message="premier"))
    assert "pas encore été entièrement lu" in html.unescape(back(source, receipt).content.decode())
    Conversation.objects.update(last_download_on=dt.date(2026, 6, 1), last_added_on=dt.date(2026, 5, 1))
    assert "1 juillet 2026" in back(source, receipt).content.decode()


def test_files_can_be_added_later_and_what_was_taken_out_is_told(source, open_drop, identity):
    receipt = receipt_of(submit(source, message="premier"))
    first = storage.names()
    answer = back(source, receipt, files=[SimpleUploadedFile("suite.jpg", photo())])
    assert answer.status_code == 200 and 'class="removed"' in answer.content.decode()
    (name,) = set(storage.names()) - set(first)
    assert "files/1-picture.jpg" in open_bundle(identity, name)
    refused = back(source, receipt, message="gardé", files=[SimpleUploadedFile("odd.bin", b"\x00\x01" * 50)])
    assert refused.status_code == 422 and "odd.bin" in refusals(refused) and "gardé" in refused.content.decode()
    assert len(storage.names()) == 2


def test_receipt_with_message_at_once_adds_it(source, open_drop):
    receipt = receipt_of(submit(source, message="premier"))
    assert back(source, receipt, message="la suite").status_code == 200
    assert Bundle.objects.count() == 2


def test_erase_leaves_nothing(source, open_drop):
    receipt = receipt_of(submit(source, message="premier", files=[("a.jpg", photo())]))
    assert back(source, receipt, erase="1").status_code == 200
    assert storage.names() == []
    assert not Conversation.objects.exists() and not Bundle.objects.exists()


def test_wrong_receipt_looks_like_an_erased_one(source, open_drop):
    receipt = receipt_of(submit(source, message="premier"))
    back(source, receipt, erase="1")
    erased, wrong = back(source, receipt, message="x"), back(source, draw("fr"), message="x")
    assert erased.status_code == wrong.status_code == 404
    assert len(erased.content) == len(wrong.content)
    assert refusals(erased) == refusals(wrong)
    assert storage.names() == []


def test_wrong_receipt_answers_as_many_bytes_as_a_right_one(source, open_drop):
    receipt = receipt_of(submit(source, message="premier"))
    right, wrong = back(source, receipt), back(source, draw("fr"))
    assert (right.status_code, wrong.status_code) == (200, 404)
    assert len(right.content) == len(wrong.content) == 16 * 1024
    told = {name for name, _value in right.items()} ^ {name for name, _value in wrong.items()}
    assert told == set(), "the same headers"


def test_typo_is_named_and_the_message_stays(source, open_drop):
    answer = back(source, "xylophonix " + draw("fr"), message="pas perdu")
    assert answer.status_code == 422
    assert "xylophonix" in refusals(answer) and "pas perdu" in answer.content.decode()


def test_english_page_gives_english_words(source, open_drop):
    from leaks.receipts import words

    form = source.get("/en/leak/")
    answer = source.post("/en/leak/", {"message": "hello", "token": token_of(form)})
    assert set(receipt_of(answer).split()) <= set(words("en"))


# -- Words -------------------------------------------------------------------------------------------------------------
SOURCE_PAGES = sorted((Path(__file__).parents[2] / "templates" / "leaks" / "source").glob("*.html"))


@pytest.mark.parametrize("template", SOURCE_PAGES, ids=lambda path: path.stem)
def test_pages_promise_neither_anonymity_nor_safety(template):
    said = re.findall(r'translate "([^"]+)"', template.read_text())
    said += re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate", template.read_text(), re.S)
    with override("fr"):
        said += [gettext(words) for words in said]
    promised = re.compile(
        r"anonym|secure|sécuris|guarant|garanti|100 ?%|impossible|untraceable|intraçable", re.IGNORECASE
    )
    assert [words for words in said if promised.search(words)] == []
    assert promised.search("Dépôt sécurisé et totalement anonyme"), "the search finds what it looks for"
