#!/usr/bin/env python3
"""Compare the keys of a drop with those you know. One file, Python 3.8 or newer, no network.

    python3 keycheck.py remember keys.txt   keep this list as the one you know
    python3 keycheck.py compare keys.txt    say which keys came and went (or give a fingerprint)
    python3 keycheck.py show                the fingerprint you know, to print or read out

"-" instead of keys.txt reads what you paste (end with Ctrl-D). What you know lies in ~/.keycheck.txt, or where
--known says. It ends with 0 when all is as you know it, 1 when something changed, 2 when it could not compare.
"""

import argparse
import base64
import hashlib
import locale
import os
import re
import sys

LINE = re.compile(r"(reading|originals)\s+(age1[02-9ac-hj-np-z]{58})")
WORDS = {
    "en": {
        "none": "There is no list of keys in this: lines like “reading age1…” are missing.",
        "odd": "This line is no key. Nothing was compared: {}",
        "file": "This file cannot be read: {}",
        "unknown": "You know no list yet. Compare it with another recipient first, then: keycheck.py remember keys.txt",
        "damaged": "The file with what you know was damaged: its fingerprint does not fit its keys. Ask the others.",
        "kept": "Remembered. Fingerprint: {}",
        "same": "The same keys as you know. Fingerprint: {}",
        "changed": "NOT THE SAME. You know {}, this is {}.",
        "came": "  new:  {}",
        "went": "  gone: {}",
        "ask": "Ask the other recipients by another way. Unless all know of the change, do not use the drop.",
        "already": "You know another list already ({}). Look at what changed with: compare. "
        "To replace it: remember --again",
    },
    "fr": {
        "none": "Il n’y a pas de liste de clés là-dedans : il manque des lignes comme « reading age1… ».",
        "odd": "Cette ligne n’est pas une clé. Rien n’a été comparé : {}",
        "file": "Ce fichier ne se lit pas : {}",
        "unknown": "Vous ne connaissez encore aucune liste. Comparez-la d’abord avec une autre personne "
        "destinataire, puis : keycheck.py remember keys.txt",
        "damaged": "Le fichier de ce que vous connaissez est abîmé : son empreinte ne va pas avec ses clés. "
        "Demandez aux autres.",
        "kept": "Retenu. Empreinte : {}",
        "same": "Les mêmes clés que celles que vous connaissez. Empreinte : {}",
        "changed": "PAS LES MÊMES. Vous connaissez {}, ceci est {}.",
        "came": "  nouvelle : {}",
        "went": "  disparue : {}",
        "ask": "Demandez aux autres destinataires par un autre chemin. Si quelqu’un ignore ce changement, "
        "n’utilisez plus le dépôt.",
        "already": "Vous connaissez déjà une autre liste ({}). Regardez ce qui a changé avec : compare. "
        "Pour la remplacer : remember --again",
    },
}


def say(name, *values):
    """Print one of the sentences, in French where the machine speaks French."""
    language = "fr" if (locale.getlocale()[0] or os.environ.get("LANG", "")).lower().startswith("fr") else "en"
    sys.stdout.write(WORDS[language][name].format(*values) + "\n")


class Unclear(Exception):
    """It cannot be said whether something changed: the name of a sentence, and what goes into it."""


def fingerprint_of(lines):
    """Compute the fingerprint as the server does: 120 bits of SHA-256 over the sorted lines, in base32, by four."""
    digest = hashlib.sha256("".join(line + "\n" for line in sorted(lines)).encode()).digest()
    signs = base64.b32encode(digest[:15]).decode()
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def lines_in(text):
    """Find the list; a line that looks like part of it and is not stops everything."""
    found = set()
    for line in text.replace("\ufeff", "").splitlines():
        plain = line.strip()
        if not plain or plain.startswith("#"):
            continue
        match = LINE.fullmatch(plain)
        if not match:
            raise Unclear("odd", plain[:80])
        found.add(" ".join(match.groups()))
    if not found:
        raise Unclear("none")
    return sorted(found)


def text_of(name):
    """Read a file, or what is pasted."""
    try:
        if name == "-":
            return sys.stdin.read()
        with open(name, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Unclear("file", f"{name} ({type(error).__name__})") from error


def known_in(path):
    """Read what this person knows; it must fit its own fingerprint."""
    if not os.path.exists(path):
        raise Unclear("unknown")
    text = text_of(path)
    lines = lines_in(text)
    noted = re.search(r"^# fingerprint: (\S+)$", text, re.MULTILINE)
    if not noted or noted.group(1) != fingerprint_of(lines):
        raise Unclear("damaged")
    return lines


def remember(path, lines, again):
    """Keep this list, readable by its owner alone."""
    if os.path.exists(path) and not again:
        before = known_in(path)
        if before != lines:
            say("already", fingerprint_of(before))
            return 1
    unfinished = path + ".part"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"# fingerprint: {fingerprint_of(lines)}\n")
        file.write("".join(line + "\n" for line in lines))
    os.replace(unfinished, path)
    say("kept", fingerprint_of(lines))
    return 0


def compare(path, given):
    """Say what came and what went; a fingerprint alone tells only whether it is the same."""
    known = known_in(path)
    own = fingerprint_of(known)
    plain = re.sub(r"[\s-]", "", given).upper()
    if re.fullmatch(r"[A-Z2-7]{24}", plain) and not os.path.exists(given):
        lines, other = None, "-".join(plain[start : start + 4] for start in range(0, 24, 4))
    else:
        lines = lines_in(text_of(given))
        other = fingerprint_of(lines)
    if own == other:
        say("same", own)
        return 0
    say("changed", own, other)
    if lines is not None:
        for line in sorted(set(lines) - set(known)):
            say("came", line)
        for line in sorted(set(known) - set(lines)):
            say("went", line)
    say("ask")
    return 1


def main():
    """Do what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=("remember", "compare", "show"))
    parser.add_argument("list", nargs="?", default="-")
    parser.add_argument("--known", default=os.path.join(os.path.expanduser("~"), ".keycheck.txt"))
    parser.add_argument("--again", action="store_true")
    asked = parser.parse_args()
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        pass
    try:
        if asked.act == "remember":
            return remember(asked.known, lines_in(text_of(asked.list)), asked.again)
        if asked.act == "compare":
            return compare(asked.known, asked.list)
        sys.stdout.write(fingerprint_of(known_in(asked.known)) + "\n")
    except Unclear as unclear:
        say(*unclear.args)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
