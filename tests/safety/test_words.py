"""Names and titles among words of ours."""

from __future__ import annotations

import pytest
from django.template import engines

from safety.words import apart, first_words

OPENS, CLOSES = "\u2068", "\u2069"


@pytest.mark.parametrize("text", ["Marseille", "Żółć", "Москва", "街", ""])
def test_words_read_from_the_left_stay_as_they_are(text):
    assert apart(text) == text


@pytest.mark.parametrize("text", ["שלום", "لا للكاميرات", "Réunion שלום", "abc\u200fdef", "ߒߞߏ"])
def test_words_read_from_the_right_are_set_apart(text):
    assert apart(text) == f"{OPENS}{text}{CLOSES}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202ename", "\u202ename\u202c"),  # what it opens is closed inside
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"),
        ("a\u2069b\u202e", "ab\u202e\u202c"),  # and it closes nothing that it has not opened
        ("\u2068a\u2069", "\u2068a\u2069"),
    ],
)
def test_signs_of_direction_do_not_reach_out(text, shown):
    assert apart(text) == f"{OPENS}{shown}{CLOSES}"


def test_filter_needs_no_loading_and_escapes_what_is_no_html():
    template = engines["django"].from_string("{{ name|apart }}, {{ name|apart|length }}")
    assert template.render({"name": "<b>שלום"}) == f"{OPENS}&lt;b&gt;שלום{CLOSES}, 9"


def test_first_words_keep_the_spaces_that_break_no_line():
    text = "Un budget de 200\u202f000\u00a0€\u202f; la presse\nen parle"
    assert first_words(text, 6) == "Un budget de 200\u202f000\u00a0€\u202f; la presse…"
    assert first_words(text, 8) == text.replace("\n", " ")
    page = engines["django"].from_string("{{ text|truncatewords:5 }}").render({"text": text + " <b>"})
    assert page == "Un budget de 200\u202f000\u00a0€\u202f; la…"


@pytest.mark.parametrize(("number", "shown"), [("2", "un deux…"), ('"2"', "un deux…"), ('"x"', "un deux trois")])
def test_filter_takes_a_number_as_templates_of_libraries_write_it(number, shown):
    template = engines["django"].from_string("{{ text|truncatewords:" + number + " }}")
    assert template.render({"text": "un deux trois"}) == shown
