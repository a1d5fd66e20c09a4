"""Who comes back with a receipt: replies, more to send, erasing; what a wrong receipt tells."""

import datetime as dt
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leaks import storage
from leaks.models import Bundle, Conversation, Reply
from leaks.receipts import draw
from safety.sealing import Recipients, seal_text
from tests.leaks.conftest import back, open_bundle, photo, receipt_of, refusals, submit, token_of

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


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
