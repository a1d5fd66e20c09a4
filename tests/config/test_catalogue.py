"""The French of the whole site: set as French is printed."""

import re
from pathlib import Path

import polib
import pytest

CATALOGUE = polib.pofile(str(Path(__file__).parents[2] / "locale/fr/LC_MESSAGES/django.po"))
FAULTS = {
    "straight apostrophe": re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|%\()"),
    "space that lets a line break before a sign": re.compile(r" [;:!?»]"),
    "space that lets a line break after a sign": re.compile(r"« "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_french_is_set_with_its_own_signs(fault):
    texts = [text for entry in CATALOGUE for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert len(texts) > 1000
    assert [text for text in texts if FAULTS[fault].search(text)] == []
