"""Saved mails: the author, the subject, the day and the words; nobody to whom they went."""

from __future__ import annotations

import email
import io
import zipfile
from email.message import Message

import pytest

from tests.safety import dirty
from tests.safety.dirty import mails
from tests.safety.dirty.compound import compound
from tests.safety.judging import cleaned, codes, refused, unfolded

SAVED, QUOTING, CARRYING = mails.saved(), mails.quoting(), mails.carrying()


def read(content: bytes, name: str) -> tuple[set[str], Message]:
    """Cleaned, without the canary in any part, and parsed again by the standard library."""
    result, body = cleaned(content, name)
    assert result.media_type == "message/rfc822"
    message = email.message_from_bytes(body)
    look_into(message)
    return codes(result), message


def look_into(message: Message) -> None:
    """No part of a mail, nor of a mail or an archive in it, holds the canary."""
    for part in message.walk():
        inner = part.get_payload(decode=True)
        if not isinstance(inner, bytes):
            continue
        assert not any(dirty.CANARY.encode() in piece for piece in unfolded(inner))
        if (part.get_filename() or "").endswith(".eml"):
            look_into(email.message_from_bytes(inner))


def words(message: Message) -> str:
    """The text of a mail that we wrote."""
    first = next(part for part in message.walk() if not part.is_multipart())
    inner = first.get_payload(decode=True)
    assert isinstance(inner, bytes)
    return inner.decode()


def test_clean_keeps_who_wrote_what_on_which_day_and_not_to_whom() -> None:
    result, body = cleaned(dirty.mail())
    message = email.message_from_bytes(body)
    assert message["From"] == "A <a@example.org>" and message["Subject"] == "Visible subject"
    assert message["Date"] == "Thu, 02 Jan 2020 00:00:00 +0000"
    assert b"b@example.org" not in body and b"Received" not in body and b"192.0.2.7" not in body
    assert {"headers", "file_names", "gps", "sender_stays", "dates"} <= codes(result)


@pytest.mark.parametrize("name", SAVED)
def test_clean_knows_a_mail_however_it_was_saved(name: str) -> None:
    found, message = read(SAVED[name], name)
    assert mails.KEPT in words(message) and "headers" in found
    assert set(message.keys()) <= {
        "From",
        "Subject",
        "Date",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }


@pytest.mark.parametrize("name", QUOTING)
def test_clean_takes_out_the_headers_that_replies_and_bounces_quote(name: str) -> None:
    found, message = read(QUOTING[name], name)
    assert mails.KEPT in words(message) and "headers" in found
    if "returned" not in name:
        assert "suite" in words(message) or "Le texte d’avant." in words(message)


@pytest.mark.parametrize("name", CARRYING)
def test_clean_treats_the_parts_of_a_mail_by_the_rule_of_archives(name: str) -> None:
    found, message = read(CARRYING[name], name)
    assert mails.KEPT in words(message)
    attached = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert attached == (["1-mail.eml"] if "mail" in name else [])
    assert "mail" in name or "dropped_members" in found


def test_clean_keeps_the_attachments_of_a_mail_that_are_harmless() -> None:
    inner = dirty.package({"a.txt": "Une note pour tous.", "b.dxf": f"0\nSECTION\n{dirty.CANARY}"})
    head = b"From: a@b.fr\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    part = b'--B\nContent-Type: application/zip; name="x.zip"\nContent-Transfer-Encoding: base64\n\n'
    import base64

    _found, message = read(head + part + base64.encodebytes(inner) + b"--B--\n", "a.eml")
    (archive,) = (part.get_payload(decode=True) for part in message.walk() if part.get_filename() == "1-archive.zip")
    assert isinstance(archive, bytes)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["001-text.txt"]


def test_clean_warns_when_a_name_of_the_headers_stands_in_the_words() -> None:
    content = b"From: a@b.fr\nTo: Camille Martin <c@d.fr>\nSubject: s\n\nBonjour Camille Martin,\n"
    assert "names_stay" in codes(cleaned(content, "a.eml")[0])
    assert "names_stay" not in codes(cleaned(content.replace(b"Bonjour Camille Martin", b"Bonjour"), "a.eml")[0])


def test_clean_refuses_mails_that_it_cannot_read_by_name() -> None:
    two = b"From a@b Tue Mar 12 14:03:22 2024\nFrom: a@b.fr\nSubject: s\n\nwords\n\n" * 2
    assert refused(two, "a.mbox") == "too_many"
    assert refused(b"From: a@b.fr\nSubject: s\nContent-Type: application/pkcs7-mime\n\nAAAA\n", "a.eml") == "encrypted"
    assert refused(compound("__properties_version1.0", inside=("WordDocument",)), "a.msg") == "outlook"
    broken = (
        b"From: a@b.fr\nSubject: s\nContent-Type: multipart/mixed; boundary=Z\n\n--B\nX-Foo: SECRETNAME\n\nhi\n--B--\n"
    )
    assert refused(broken, "a.eml") == "damaged"


def test_clean_leaves_out_the_forms_of_a_letter_that_programs_show_instead_of_it() -> None:
    head = "From: A <a@x.example>\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
    other = f"--b\nContent-Type: text/x-amp-html\n\n<html amp4email>{dirty.CANARY}</html>\n"
    result, body = cleaned(f"{head}--b\nContent-Type: text/plain\n\nWords\n{other}--b--\n".encode(), "a.eml")
    assert "hidden" in codes(result) and b"1-" not in body


def test_clean_takes_a_short_letter_whose_quoted_head_goes() -> None:
    letter = "De : Ann Martin\nÀ : Bob Durand\nEnvoyé : lundi 3 mars 2026 10:00\nObjet : Réunion\n\nÀ demain.\n"
    _result, body = cleaned(letter.encode(), "a.txt")
    assert "À demain." in body.decode() and b"Durand" not in body
