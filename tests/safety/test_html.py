"""Nothing that a post holds may act in a reader's browser, or fetch anything."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.html import _bleach, _nh3, render_markdown, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript&#58;alert(1)">x</a>',
    '<a href="javascript&#58alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><img src=x onerror=alert(1)></template>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://example.org><input name=password></form>",
    "<style>@import 'https://example.org/x.css';</style>",
    '<p style="background:url(https://example.org/x)">x</p>',
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org/>",
    "<video src=https://example.org/v><audio src=x><source src=x><object data=x><embed src=x>",
    "<a href=https://example.org ping=https://example.org/track>x</a>",
    "<p><!--><img src=x onerror=alert(1)>--></p>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<details open ontoggle=alert(1)>",
    "<p id=csrfmiddlewaretoken>x</p><a name=content>x</a>",
]
MARKDOWN_ATTACKS = [
    "`\n<img src=x onerror=alert(1)>",
    "`a\n\n<img src=x onerror=alert(1)>`",
    "[x](javascript&#58alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "<javascript:alert(1)>",
    "![x](https://example.org/pixel.png)",
    "![x](javascript:alert(1))",
    '[x](https://example.org "title\\" onmouseover=alert(1)")',
    "[a]: javascript:alert(1)\n\n[a]",
    "<https://example.org/\"onclick=alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "[![x](https://example.org/a.png)](https://example.org)",
]  # fmt: skip
ALLOWED = {
    "a": {"href", "rel", "title", "name", "id", "lang"}, "ol": {"start", "id", "title", "lang"},
    "th": {"scope", "id", "title", "lang"},
}  # fmt: skip
FORBIDDEN_TAGS = ["script", "img", "svg", "math", "iframe", "form", "input", "style", "link", "meta", "base", "video"]


def assert_harmless(html):
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    for tag in soup.div.find_all(True):
        assert tag.name not in FORBIDDEN_TAGS
        assert set(tag.attrs) <= ALLOWED.get(tag.name, {"id", "title", "lang"}), tag
        assert tag.get("id", "user-").startswith("user-") and tag.get("name", "user-").startswith("user-")
        if tag.name == "a":
            assert " ".join(tag["rel"]) == "nofollow ugc noopener noreferrer"
            scheme = tag.get("href", "#").split(":")[0].lower() if ":" in tag.get("href", "#") else ""
            assert "script" not in scheme and scheme != "data"


def assert_fixed_point(html):
    assert _bleach(html) == html
    assert _nh3(html) == html
    assert sanitise(html) == html


@pytest.mark.parametrize("attack", ATTACKS)
def test_sanitise_makes_known_attacks_harmless(attack):
    html = sanitise(attack)
    assert_harmless(html)
    assert_fixed_point(html)


@pytest.mark.parametrize("attack", MARKDOWN_ATTACKS + ATTACKS)
def test_render_markdown_makes_known_attacks_harmless(attack):
    html = render_markdown(attack)
    assert_harmless(html)
    assert_fixed_point(html)


PIECES = st.sampled_from(
    ["<", ">", "</", '"', "'", "&", "&#", ";", "=", "`", "\n", "[x](", ")", "![", "<a href=", "<img src=", "<p>",
     "</p>", "<svg>", "<style>", "<math>", "<table>", "<td>", "onerror=", "javascript:", "&colon;", "&Tab;", "<!--",
     "-->", "</a>", "<![CDATA[", "]]>", "\u00a0", "\u2028", "é", "#", "id=", "name=", "<b>", "<li>", "<textarea>",
     "<noscript>", "<a>", "http://a.example/"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_sanitise_is_harmless_and_final_whatever_it_is_given(text):
    html = sanitise(text)
    assert_harmless(html)
    if html == _nh3(html):
        assert_fixed_point(html)
    else:  # the parsers disagreed, so everything was escaped
        assert "<" not in html


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_render_markdown_is_harmless_whatever_it_is_given(text):
    assert_harmless(render_markdown(text))


def test_words_of_people_who_write_at_the_same_moment_do_not_mix():
    texts = [f"**secret{n}** [mot](https://e{n}.example)\n\n- a\n- b\n\n" * 20 for n in range(4)]
    expected = [render_markdown(text) for text in texts]
    together, interval = Barrier(len(texts)), sys.getswitchinterval()

    def render(text):
        together.wait(30)
        return [render_markdown(text) for _ in range(5)]

    sys.setswitchinterval(0.00001)
    try:
        with ThreadPoolExecutor(len(texts)) as threads:
            rendered = list(threads.map(render, texts))
    finally:
        sys.setswitchinterval(interval)
    assert rendered == [[html] * 5 for html in expected]


def test_render_markdown_keeps_what_people_write():
    html = render_markdown(
        "# Réunion\n\n**Jeudi** à *19 h*\nau local\n\n- thé\n- café\n\n> on y va\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    assert [tag.name for tag in soup.find_all(["h3", "strong", "em", "br", "li", "blockquote", "td"])] == [
        "h3", "strong", "em", "br", "li", "li", "blockquote", "td", "td",
    ]  # fmt: skip


def test_images_become_links_and_plain_addresses_too():
    html = render_markdown("![plan](https://example.org/a.png) https://example.org/b notes.py `https://example.org/c`")
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    assert [(a["href"], a.text) for a in soup.find_all("a")] == [
        ("https://example.org/a.png", "plan"),
        ("https://example.org/b", "https://example.org/b"),
    ]


def test_in_page_links_follow_their_prefixed_target():
    html = sanitise('<a href="#x">go</a><p id="x">here</p>')
    assert 'href="#user-x"' in html and 'id="user-x"' in html
