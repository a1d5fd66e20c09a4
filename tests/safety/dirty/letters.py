# ruff: noqa: E501  # files written by hand read better unbroken
"""Formats made of letters that keep names in places of their own, and texts that only look a little like them."""

from __future__ import annotations

import json

from tests.safety.dirty.canary import CANARY

_CARDS = ("SIMPLE  =                    T", "BITPIX  =                    8", f"OBSERVER= '{CANARY}'", "END")


def formats() -> dict[str, bytes]:
    """The usual extension of each format, and a small file of it."""
    made = {
        "xmp": f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">{CANARY}</x:xmpmeta><?xpacket end="w"?>',
        "dxf": f"0\nSECTION\n2\nHEADER\n9\n$LASTSAVEDBY\n1\n{CANARY}\n0\nENDSEC\n0\nEOF\n",
        "step": f"ISO-10303-21;\nHEADER;\nFILE_NAME('x','2024-03-12T14:03:22',('{CANARY}'),(''),'','','');\nENDSEC;\n",
        "url": f"[InternetShortcut]\nURL=http://intranet/{CANARY}\n",
        "desktop": f"[Desktop Entry]\nName={CANARY}\nExec=/home/{CANARY}/x\n",
        "nmea": f"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\n$PSRF,{CANARY}\n",
        "igc": f"AXXX001\nHFDTE160701\nHFPLTPILOT:{CANARY}\nB1101355206343N00006198WA0058700558\n",
        "fits": "".join(card.ljust(80) for card in _CARDS).ljust(2880),
        "ipynb": json.dumps({"cells": [], "metadata": {"authors": [{"name": CANARY}]}, "nbformat": 4}),
        "patch": f"From: {CANARY} <a@x.fr>\nSubject: [PATCH] x\n\n---\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n",
        "ics": f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nORGANIZER;CN={CANARY}:mailto:x@y\nEND:VEVENT\nEND:VCALENDAR\n",
        "vcf": f"BEGIN:VCARD\nVERSION:3.0\nFN:{CANARY}\nEND:VCARD\n",
        "gpx": f"<gpx creator='{CANARY}'><trk><name>x</name></trk></gpx>",
        "kml": f"<?xml version='1.0'?><kml><description><![CDATA[<html>{CANARY}</html>]]></description></kml>",
        "geojson": json.dumps({"type": "FeatureCollection", "features": [{"properties": {"user": CANARY}}]}),
        "reg": f'Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\x]\n"Owner"="{CANARY}"\n',
        "ini": f"[user]\nname={CANARY}\n",
        "pem": f"-----BEGIN CERTIFICATE-----\nMIIB{CANARY}\n-----END CERTIFICATE-----\n",
        "eps": f"%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: {CANARY}\nshowpage\n",
        "tex": f"\\documentclass{{article}}\n\\author{{{CANARY}}}\n\\begin{{document}}\nBonjour\n\\end{{document}}\n",
        "toml": f'[project]\nauthors = ["{CANARY}"]\n',
        "srt": f"1\n00:00:01,000 --> 00:00:02,000\n{CANARY}\n",
        "py": f"#!/usr/bin/env python\n# Author: {CANARY}\nimport os\n\ndef f():\n    return os.getcwd()\n",
        "stl": f"solid {CANARY}\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n  endloop\n endfacet\nendsolid\n",
        "takeout": json.dumps({"title": "a.jpg", "geoData": {"latitude": 43.2}, "people": [{"name": CANARY}]}),
        "log": f"2024-03-12 14:03:22 {CANARY} started\n2024-03-12 14:03:23 {CANARY} stopped\n",
    }
    return {name: text.encode() for name, text in made.items()}


def notes() -> dict[str, str]:
    """Texts that people write, which must come out word for word."""
    return {
        "note.txt": "Bonjour à tous,\n\nla caméra de la rue Curie (n° 12) sera posée le 3 mai ; coût : 45 000 €.\n",
        "memo.txt": "De : la direction\nÀ : tous les agents\nObjet : caméras\n\nElles seront posées en mai.\n",
        "list.txt": "Participants :\n- Ana\n- Bo, à 18:30\n\n[à relire]\n=====\nVoir https://example.org/a?b=c&d=e\n",
        "letters.txt": "Le maire a écrit : « Rien à cacher. » <3\nImport de la liste, class A, P6 carrefour.\n",
        "réunion du 12.03": "Compte rendu de la réunion.\n",
        "numbers.csv": "lieu;écart;téléphone;note\nrue Curie;-5,2;+33 6 12 34 56 78;-\nquai;-3;+4 m²;ok\n",
        "rows.json": '[{"lieu": "rue Curie", "latitude": 43.2}, {"lieu": "quai", "latitude": 43.3}]\n',
        "short.txt": "x\n",
        "note.md": "# Caméras\n\n- **rue Curie** : 3\n- quai : `x = 1`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> cité\n",
    }
