"""What Markdown gives beyond CommonMark, and what it costs when somebody means harm."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.markdown import ORDINARY as ORDINARY_WORDS
from safety.html import render_markdown, sanitise
from safety.markdown import MOST_CELLS, MOST_NOTES, MOST_SIGNS, Card, Surroundings, count_signs
from tests.safety.heavy import MOST_WORK, REPEATED, heavy_texts, thinned_texts, work_of
from tests.safety.test_payloads import faults_in

WITH_NOTE = "Voir la délibération[^1].\n\n[^1]: Conseil du *12 mars*."


def soup_of(text, **around):
    return BeautifulSoup(f"<div>{render_markdown(text, Surroundings(**around))}</div>", "html.parser").div


def test_footnotes_lead_there_and_back():
    soup = soup_of(WITH_NOTE, name="12")
    reference, back = soup.sup.a, soup.section.find("a")
    note = soup.find(id=reference["href"][1:])
    assert (note.name, note.em.text) == ("li", "12 mars")
    assert back["href"][1:] == reference["id"]


def test_footnotes_of_two_texts_share_no_id():
    first, second = (soup_of(WITH_NOTE, name=name) for name in ("12", "13"))
    ids = [tag["id"] for soup in (first, second) for tag in soup.find_all(id=True)]
    assert len(ids) == 4 and len(set(ids)) == 4
    assert all(name.startswith("user-") for name in ids)


def test_a_note_referred_to_twice_has_two_ways_back():
    soup = soup_of("a[^x] b[^x]\n\n[^x]: note")
    assert [a["href"][1:] for a in soup.section.find_all("a")] == [sup.a["id"] for sup in soup.find_all("sup")]


def test_folded_passage_opens_by_its_title():
    soup = soup_of('::: spoiler La "fin"\nIls *gagnent*.\n:::\n\nSuite')
    assert (soup.summary.text, soup.details.em.text) == ('La "fin"', "gagnent")
    assert "Suite" not in soup.details.text
    assert soup_of("::: spoiler\nx\n:::").summary.text == "Passage replié"


@pytest.mark.parametrize(
    ("text", "address"),
    [("(voir https://example.org/a(b))", "https://example.org/a(b)"), ("https://example.org/a.", "https://example.org/a"),
     ("https://example.org/x_y?a=1&b=2,", "https://example.org/x_y?a=1&b=2"), ("http://", None),
     ("[mot](https://example.org/a)", "https://example.org/a"), ("notes.py", None)],
)  # fmt: skip
def test_bare_addresses_become_links_without_the_sentence_around_them(text, address):
    assert [a["href"] for a in soup_of(text).find_all("a")] == ([address] if address else [])


def named(text):
    return (len("Martre des toits"), "/p/3/") if text.lower().startswith("martre des toits") else None


def test_mention_is_a_link_where_the_caller_knows_the_name():
    soup = soup_of("Oui @Martre des toits, et @Inconnue", mention=named)
    assert [(a.text, a["href"]) for a in soup.find_all("a")] == [("@Martre des toits", "/p/3/")]


@pytest.mark.parametrize(
    "text",
    ["a@Martre des toits", "`@Martre des toits`", "[@Martre des toits](https://a.example)", "\\@Martre des toits"],
)
def test_an_at_sign_elsewhere_mentions_nobody(text):
    around = Surroundings(mention=named)
    assert "/p/3/" not in render_markdown(text, around)
    assert around.mentioned == set()


def test_who_is_only_quoted_is_not_spoken_to():
    around = Surroundings(mention=named)
    assert "/p/3/" in render_markdown("> @Martre des toits, tu viens ?\n\nElle vient.", around)
    assert around.mentioned == set()
    render_markdown("- @Martre des toits\n", around)
    assert around.mentioned == {"/p/3/"}


def test_a_link_alone_on_its_line_becomes_a_card():
    asked = []

    def card(address):
        asked.append(address)
        return Card(address, "Événement", "Réunion <publique>", "10 décembre") if "agenda" in address else None

    text = "Voir /agenda/z\n\n/agenda/x/\n\nhttps://example.org/\n\n> /agenda/y/\n\nsuite"
    soup = soup_of(text, card=card)
    assert asked == ["/agenda/x/", "https://example.org/"]
    assert (soup.figcaption.text, soup.figure.a.text, soup.figure.a["href"]) == (
        "Événement", "Réunion <publique>", "/agenda/x/",
    )  # fmt: skip
    assert soup.find("a", href="https://example.org/") is not None


def test_what_asks_for_too_much_stays_text():
    assert len(soup_of("[^1] " * (MOST_NOTES + 50) + "\n\n[^1]: x").find_all("sup")) == MOST_NOTES
    wide = "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|a|\n" * 400
    assert len(soup_of(wide).find_all("td")) <= MOST_CELLS
    assert len(soup_of("|a|b|\n|-|-|\n" + "|1|2|\n" * 200).find_all("td")) == 400
    assert len(soup_of("**mot** et *mot* suite\n\n" * 200).find_all("strong")) == 200


@pytest.mark.parametrize(
    "text",
    ["# a\n" * 2500, "![" * 5000, "&" * 10_000, "[a aaaaaaaaa" * 800, "aaaaaaaaa\n> \n> #\n" * 200, "*mot*   " * 800],
    ids=["lines", "signs", "entities", "brackets that nothing closes", "quotes that look for their end", "elements"],
)
def test_what_asks_for_more_than_people_write_is_shown_as_it_was_typed(text):
    around = Surroundings(mention=named)
    html = render_markdown(f"@Martre des toits\n\n{text}", around)
    assert BeautifulSoup(html, "html.parser").pre.text == f"@Martre des toits\n\n{text}"
    assert html.count("<") == 2 and sanitise(html) == html
    assert around.mentioned == set(), "a name in it is no link, so it speaks to nobody"


def test_halves_of_characters_and_control_signs_are_left_out():
    assert render_markdown("a\ud83d\x00\x0bb") == "<p>ab</p>\n"
    assert sanitise("<p>a\ud83d\x00\x0bb</p>") == "<p>ab</p>"


ORDINARY = ORDINARY_WORDS * 97  # ten thousand characters
HEAVY = heavy_texts(len(ORDINARY)) | thinned_texts(len(ORDINARY), lambda text: count_signs(text) <= MOST_SIGNS)


@pytest.fixture(scope="module")
def ordinary_work():
    render_markdown(ORDINARY)  # the first call of all does more
    return work_of(ORDINARY)[0]


THINNED = [name for name in HEAVY if "thinned" in name]  # the bench reads all of them


@pytest.mark.parametrize("name", [*filter(lambda name: "thinned" not in name, HEAVY), *THINNED[::3]])
def test_no_text_asks_for_much_more_than_an_ordinary_one_as_long(name, ordinary_work):
    calls, html = work_of(HEAVY[name])
    assert calls < MOST_WORK * ordinary_work
    assert sanitise(html) == html


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(REPEATED.values())), max_size=6), st.integers(1, 300))
def test_mixtures_of_them_are_harmless_and_final(pieces, times):
    html = render_markdown("".join(pieces) * times)
    assert not faults_in(html)
    assert sanitise(html) == html


def test_an_ordinary_text_may_be_as_long_as_it_likes(ordinary_work):
    calls, html = work_of(ORDINARY * 3)
    assert html.count("<strong>") == 3 * render_markdown(ORDINARY).count("<strong>")
    assert calls < 3.1 * ordinary_work


@pytest.mark.parametrize("name", THINNED[::10])
def test_a_text_thrice_as_long_asks_for_no_more_than_thrice_as_much(name, ordinary_work):
    assert work_of(HEAVY[name] * 3)[0] < 3 * MOST_WORK * ordinary_work


@pytest.mark.parametrize("text", ["::: spoiler a\n>", "::: spoiler a\n>::: spoiler a\n>", "> ::: spoiler a\n>"])
def test_folded_passage_that_ends_with_an_empty_quotation_is_rendered(text):
    assert "<" in render_markdown(text)


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# a", 3, "3"),
        ("###### a", 3, "3"),
        ("a\n=\n\n#### b\n\n## c\n\n### d\n\n# e", 3, "34453"),  # b under a; c too; d under c; e beside a
        ("## a\n\n# b\n\n###### c", 3, "334"),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", 3, "345666"),
        ("# a\n\n## b", 2, "23"),
        ("> # a\n\n- ### b", 3, "34"),
    ],
)
def test_headings_leave_no_hole_in_the_outline_of_the_page(text, top, levels):
    html = render_markdown(text, Surroundings(top=top))
    found = re.findall(r"<h(\d)", html)
    assert "".join(found) == levels


def test_heading_that_says_nothing_is_none():
    assert not re.search("<h[1-6]", render_markdown("# \n\n##\n\ntext"))
