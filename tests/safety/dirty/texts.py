# ruff: noqa: E501  # pages written by hand read better unbroken
"""What is made of letters: Markdown, mails, pages."""

from __future__ import annotations

import base64

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.pictures import picture


def markdown() -> bytes:
    """Front matter, a comment of two kinds, a beacon."""
    return f"""---
author: {CANARY}
---
# Visible words
<!-- {CANARY} -->
[//]: # ({CANARY})
text![](https://beacon.example/{CANARY}.png)
""".encode()


def mail() -> bytes:
    """The road it took, an invisible picture, an attachment with an author."""
    attachment = base64.encodebytes(picture("JPEG")).decode()
    return f"""Received: from {CANARY}.local (192.0.2.7)
Message-ID: <{CANARY}@host>
X-Originating-IP: 192.0.2.7
From: A <a@example.org>
To: B <b@example.org>
Subject: Visible subject
Date: Thu, 02 Jan 2020 03:04:05 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="{CANARY}"

--{CANARY}
Content-Type: text/plain; charset=utf-8

Visible words\u200b here

--{CANARY}
Content-Type: image/jpeg; name="{CANARY}.jpg"
Content-Disposition: attachment; filename="{CANARY}.jpg"
Content-Transfer-Encoding: base64

{attachment}
--{CANARY}--
""".encode()


def page() -> bytes:
    """A saved page that calls home, runs, hides and comments."""
    return f"""<!doctype html><html><head><meta name="author" content="{CANARY}"><title>{CANARY}</title>
    <script>fetch("https://beacon.example/{CANARY}")</script><style>p {{ background: url(http://b.example/{CANARY}) }}</style></head>
    <body onload="{CANARY}()"><!-- {CANARY} --><h1>Visible words</h1><img src="https://beacon.example/{CANARY}.gif">
    <p hidden>{CANARY}</p><p style="display: none">{CANARY}</p><a href="https://share.example/{CANARY}">link</a></body></html>""".encode()
