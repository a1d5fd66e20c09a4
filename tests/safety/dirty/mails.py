# ruff: noqa: E501  # files written by hand read better unbroken
"""Mails as people and programs save them, the canary in what must not leave, `KEPT` in what must."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.safety.dirty.canary import CANARY

KEPT = "des mots qui restent"
_HEAD = "From: Chef <chef@mairie.example>\nSubject: Caméras\nDate: Tue, 12 Mar 2024 14:03:22 +0100\n"
_ROAD = f"To: {CANARY} Personne <{CANARY}@x.example>\nReceived: from {CANARY}-laptop\nX-Mailer: {CANARY}\n"
_PLAIN = f"{_HEAD}{_ROAD}\n{KEPT}\n"


def saved() -> dict[str, bytes]:
    """One mail, as different programs and accidents leave it."""
    apple = _PLAIN.encode()
    encodings: dict[str, Callable[[str], bytes]] = {
        "mark.eml": lambda text: b"\xef\xbb\xbf" + text.encode(),
        "two_bytes.eml": lambda text: text.encode("utf-16"),
        "old_mac.eml": lambda text: text.replace("\n", "\r").encode(),
        "twice_translated.eml": lambda text: text.replace("\n", "\r\r\n").encode(),
        "blank_first.eml": lambda text: b"\n \r\n" + text.encode(),
        "bad_first.eml": lambda text: f"saved by {CANARY}\n{text}".encode(),
        "bad_line.eml": lambda text: text.replace("Date:", f"this is no header {CANARY}\nDate:").encode(),
        "blank_before_colon.eml": lambda text: text.replace("To:", "To :").encode(),
        "renamed.txt": lambda text: text.encode(),
        "no_name": lambda text: text.encode(),
        "one_of_a_box.mbox": lambda text: f"From {CANARY}@x Tue Mar 12 14:03:22 2024\n{text}".encode(),
    }
    made = {name: write(_PLAIN) for name, write in encodings.items()}
    properties = (
        f'<?xml version="1.0"?>\n<plist version="1.0"><dict><string>{CANARY}</string></dict></plist>\n'.encode()
    )
    made["apple.emlx"] = b"%d      \n" % len(apple) + apple + properties
    made["apple_miscounted.emlx"] = b"9999\n" + apple + properties
    made["two_headers.txt"] = f"From: chef@mairie.example\nTo: {CANARY}@x.example\n\n{KEPT}\n".encode()
    made["one_header.eml"] = f"To: {CANARY}@x.example\n\n{KEPT}\n".encode()
    return made


def quoting() -> dict[str, bytes]:
    """What replies, forwards and bounces quote of the mails before."""
    blocks = {
        "outlook_fr": f"De : {CANARY}\nEnvoyé : mardi 12 mars 2024 14:03\nÀ : Équipe <e@x.fr>\nCc : {CANARY}\nObjet : RE: x\n",
        "outlook_en": f"From: Chef\nSent: Tuesday, March 12, 2024 2:03 PM\nTo: {CANARY}\nSubject: x\n",
        "marked": f"> De : Chef\n> Envoyé : lundi\n> À : {CANARY}\n> Objet : x\n",
        "stars": f"*De :* Chef\n*Envoyé :* lundi\n*À :* {CANARY}\n*Objet :* x\n",
        "folded": f"From: Chef\nTo: Équipe <e@x.fr>,\n  {CANARY} <a@x.fr>\nSubject: x\n",
        "attribution_fr": f"Le mar. 12 mars 2024 à 14:03, {CANARY} <a@x.fr> a écrit :\n> cité\n",
        "attribution_en": f"On Tue, Mar 12, 2024 at 2:03 PM\n{CANARY} <a@x.fr> wrote:\n> cité\n",
        "road": f"Return-Path: <{CANARY}@x.fr>\nReceived: from {CANARY}\n\tby {CANARY}\nMessage-ID: <{CANARY}>\n",
    }
    made = {
        f"{name}.eml": f"{_HEAD}{_ROAD}\n{KEPT}\n\n{block}\nLe texte d’avant.\n".encode()
        for name, block in blocks.items()
    }
    made["page.eml"] = (
        f"{_HEAD}{_ROAD}Content-Type: text/html; charset=utf-8\n\n<p>{KEPT}</p><p><b>De&nbsp;:</b> Chef<br><b>Envoyé&nbsp;:</b> "
        f"mardi<br><b>À&nbsp;:</b> {CANARY} &lt;a@x.fr&gt;<br><b>Objet&nbsp;:</b> x</p><p>suite</p>"
    ).encode()
    for kind in (
        "message/delivery-status",
        "text/rfc822-headers",
        "message/rfc822",
        "message/disposition-notification",
    ):
        made[f"returned_{kind.partition('/')[2]}.eml"] = (
            f"From: MAILER-DAEMON@mx.example\nTo: {CANARY}@x.fr\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
            f"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: text/plain\n\n{KEPT}: <{CANARY}@x.fr>\n\n--B\n"
            f"Content-Type: {kind}\n\nFrom: {CANARY} <{CANARY}@x.fr>\nFinal-Recipient: rfc822; {CANARY}@x.fr\n\n--B--\n"
        ).encode()
    return made


def carrying() -> dict[str, bytes]:
    """Parts that are formats of their own, each with names inside."""
    inner = f"From: a@b.fr\nTo: {CANARY}@x.fr\nSubject: n\n\nwords\n"
    parts = {
        "drawing": ("application/octet-stream", "x.dxf", f"0\nSECTION\n9\n$LASTSAVEDBY\n1\n{CANARY}\n"),
        "invitation": (
            "text/calendar; method=REQUEST",
            "",
            f"BEGIN:VCALENDAR\nATTENDEE:mailto:{CANARY}@x\nEND:VCALENDAR\n",
        ),
        "card": ("text/x-vcard", "a.vcf", f"BEGIN:VCARD\nFN:{CANARY}\nEND:VCARD\n"),
        "outlook": ("application/ms-tnef", "winmail.dat", f'x\x9f>" {CANARY}'),
        "xml": ("text/xml", "", f"<?xml version='1.0'?><x>{CANARY}</x>"),
        "mail": ("message/rfc822", "", inner),
        "packed_mail": (
            "message/rfc822\nContent-Transfer-Encoding: base64",
            "",
            base64.encodebytes(inner.encode()).decode(),
        ),
        "mail_file": ("application/octet-stream", f"{CANARY}.eml", inner),
        "signature": (
            "application/pgp-signature",
            "s.asc",
            f"-----BEGIN PGP SIGNATURE-----\nComment: {CANARY}\n\niQ=\n",
        ),
    }
    return {
        f"{name}.eml": (
            f"{_HEAD}{_ROAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\n"
            f"{KEPT}\n--B\nContent-Type: {kind}\n" + (f'Content-Disposition: attachment; filename="{file}"\n' if file else "")
            + f"\n{body}\n--B--\n"
        ).encode()
        for name, (kind, file, body) in parts.items()
    }  # fmt: skip
