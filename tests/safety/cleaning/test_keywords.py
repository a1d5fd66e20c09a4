"""Which values of attributes say nothing of people."""

from __future__ import annotations

import pytest

from safety.cleaning.inside.keywords import is_geometry, is_plain_font, plain_font, says_nothing

SAYS_NOTHING = """
minorHAnsi majorBidi slidenum lowerRoman thinThickLargeGap pct20 neCell noFill 12.5pt 50% FF0000 #a0b1c2
A1:$B$12 fr-FR 0.06pt_solid_#000000 ideograph-alpha no-limit rotate_(0.5)_translate_(1cm_2cm) -360 1e-5
""".split()
SAYS_SOMETHING = "SECRETNAME Durand Marie_Durand C:\\Users\\x\\Dupond https://example.org Projet-Babette".split()


@pytest.mark.parametrize("value", SAYS_NOTHING)
def test_value_may_stay_when_the_standards_know_all_its_words(value: str) -> None:
    assert says_nothing(value.replace("_", " "))


@pytest.mark.parametrize("value", SAYS_SOMETHING)
def test_value_may_not_stay_when_a_word_of_it_is_unknown(value: str) -> None:
    assert not says_nothing(value.replace("_", " "))
    assert not is_geometry(value)


def test_font_becomes_a_plain_one_when_systems_do_not_bring_it_along() -> None:
    assert is_plain_font("Liberation Serif1") and is_plain_font("+mn-lt") and not is_plain_font("Mairie de Ville")
    assert plain_font("Mairie Sans;Times New Roman") == "Times New Roman" and plain_font("Mairie Sans") == "Arial"
