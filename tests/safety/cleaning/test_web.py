"""Saved pages."""

from __future__ import annotations

from safety.cleaning import Strength
from tests.safety import dirty
from tests.safety.dirty import pages
from tests.safety.judging import cleaned, codes


def test_clean_writes_a_quiet_page_when_a_saved_one_calls_home() -> None:
    result, body = cleaned(dirty.page())
    assert result.media_type == "text/html"
    assert b"Visible words" in body and b"script" not in body and b"example" not in body
    assert {"scripts", "remote", "hidden", "links", "comments"} <= codes(result)


def test_clean_drops_what_a_page_hides_by_its_style() -> None:
    hiding = (
        f"<html><style>.x, #y {{ color: red; display: none }}</style><p>Visible</p><p class='a x'>{dirty.CANARY}</p>"
    )
    result, body = cleaned(f"{hiding}<p id='y' lang='{dirty.CANARY}'>{dirty.CANARY}</p></html>".encode())
    assert b"Visible" in body


def test_clean_drops_what_a_page_hides_by_whatever_property_and_tells() -> None:
    for page in (pages.by_attribute(pages.HIDING, dirty.CANARY), pages.by_rule(pages.HIDING, dirty.CANARY)):
        result, body = cleaned(page.encode(), "a.html")
        assert b"public" in body and b"fin" in body
        assert {finding.code: finding.count for finding in result.removed}["hidden"] == len(pages.HIDING)


def test_clean_keeps_what_a_page_shows_whatever_its_style() -> None:
    for page in (pages.by_attribute(pages.SHOWING, "montré"), pages.by_rule(pages.SHOWING, "montré")):
        result, body = cleaned(page.encode(), "a.html")
        assert [number for number in range(len(pages.SHOWING)) if f"montré{number}." not in body.decode()] == []
        assert "hidden" not in codes(result)


def test_clean_drops_what_elements_hide() -> None:
    result, body = cleaned(f"<!doctype html><html><body>{''.join(pages.ELEMENTS)}<p>fin</p></body></html>".encode())
    words = body.decode()
    assert all(shown in words for shown in ("Titre", "clair", "mot", "montré", "fin"))
    assert {"hidden", "comments", "remote"} <= codes(result)


def test_clean_drops_what_markdown_hides_in_its_html_and_around_its_words() -> None:
    result, body = cleaned(pages.in_markdown(pages.HIDING, dirty.CANARY).encode(), "a.md")
    assert body.decode().count("mot") == 2 * len(pages.HIDING) and "hidden" in codes(result)
    for text in pages.MARKDOWN:
        _result, body = cleaned(f"{text}\nfin\n".encode(), "a.md")
        assert "fin" in body.decode() and ("mot" in body.decode() or "mot" not in text)


def test_clean_keeps_the_links_of_markdown_where_documents_stay_usable() -> None:
    _result, body = cleaned(b"# a\n\n[lien](https://x.example/) mot\n", "a.md", strength=Strength.METADATA)
    assert b"[lien](https://x.example/)" in body


def test_clean_drops_what_a_rule_within_a_rule_hides_and_keeps_what_it_does_not() -> None:
    style = (
        "body { .a { display: none } & > .b, .c { color: white } p { &.d { opacity: 0 } @media print { opacity: 0 } } }"
    )
    hidden = "".join(f'<p class="{name}">{dirty.CANARY}</p>' for name in "abcd")
    page = f"<!doctype html><style>{style}</style><body><p>Visible</p>{hidden}<div class='d'>montré</div></body>"
    _result, body = cleaned(page.encode(), "a.html")
    assert b"Visible" in body and "montré" in body.decode()


def test_clean_reads_words_in_the_colours_and_variables_of_their_page() -> None:
    style = ":root { --c: #fff } p { color: var(--c) } .own { --c: #000 }"
    page = f"<!doctype html><style>{style}</style><body><p>{dirty.CANARY}</p><p class='own'>montré</p></body>"
    _result, body = cleaned(page.encode(), "a.html")
    assert "montré" in body.decode()
    dark = (
        "<!doctype html><style>body { background: #111; color: #eee } p { color: #ddd }</style><body><p>nuit</p></body>"
    )
    result, body = cleaned(dark.encode(), "a.html")
    assert b"nuit" in body and "hidden" not in codes(result)
