"""How a commune's name is written, typed and addressed: pure functions, no rows."""

from __future__ import annotations

import re

from safety.letters import without_accents

_ARTICLE = re.compile(r"^(?:l'\s*|(?:le|la|les|los|aux)\s+)(?=\S)")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_DEPARTEMENT = re.compile(r"\(\s*(\d[\dab]\d?)\s*\)\s*$", re.IGNORECASE)


def search_key(name: str) -> str:
    """What two spellings of one name have in common: « L'Haÿ-les-Roses » and "hay les roses" give the same key."""
    text = without_accents(name).lower().strip()
    text = re.sub(r"[^a-z0-9']+", " ", text).strip()
    text = _ARTICLE.sub("", text)
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def split_departement(text: str) -> tuple[str, str]:
    """Part « Saint-Denis (93) » into the name and the department's code; the code is empty when there is none."""
    match = _DEPARTEMENT.search(text)
    if not match:
        return text.strip(), ""
    return text[: match.start()].strip(), match.group(1).upper()
