"""Thousands of attacks, read by a parser as a browser reads: nothing comes out that is not on the list."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import pytest
from bleach._vendor import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.html import ATTRIBUTES, REL, SCHEMES, TAGS, render_markdown, sanitise
from tests.safety.payloads import AROUND, CARRIERS, INSIDE, every_payload

XHTML = "{http://www.w3.org/1999/xhtml}"
# Whatever the list becomes: none of these ever joins it.
NEVER = set(
    "script style link meta base iframe frame object embed applet form input button select textarea svg math img video "
    "audio source track template noscript portal dialog marquee".split()
)
SHARES = 8  # the payloads are cut into so many tests, for as many processors


def elements_of(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element that a browser would make of a piece of a page."""
    fragment = html5lib.parseFragment(html, treebuilder="etree")
    for element in fragment.iter():
        if isinstance(element.tag, str) and element is not fragment:
            yield element.tag, {str(name): value for name, value in element.attrib.items()}


def faults_in(html: str) -> list[str]:
    """What is not on the list: elements (with their namespace), attributes, schemes, names that could be ours."""
    faults = []
    for tag, attributes in elements_of(html):
        name = tag.removeprefix(XHTML)
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) | ({"rel"} if name == "a" else set())
        if tag == name or name not in TAGS or not set(attributes) <= allowed:
            faults.append(f"{tag} {attributes}")
        names = [attributes[key] for key in ("id", "name") if key in attributes]
        faults += [value for value in names if value and not value.startswith("user-")]
        if name == "a" and attributes.get("rel") != REL:
            faults.append(f"rel {attributes}")
        address = attributes.get("href", "/")
        if not address.startswith(("/", "#")) and address.split(":")[0] not in SCHEMES:
            faults.append(address)
    return faults


def test_list_holds_nothing_that_acts():
    assert not TAGS & NEVER and not SCHEMES & {"javascript", "data", "vbscript", "file"}
    assert not {name for names in ATTRIBUTES.values() for name in names if name.startswith("on") or name == "style"}


def test_judge_sees_what_is_wrong():
    wrong = [
        "<script>1</script>",
        "<p onclick=x>",
        "<a href=javascript:x>",
        "<svg><p>",
        "<p id=main>",
        "<a href=/>x</a>",
    ]
    assert all(faults_in(html) for html in wrong)
    assert not faults_in(f'<p id="user-x"><a href="https://a.example" rel="{REL}">x</a></p>')


def test_there_are_thousands_of_them():
    payloads = every_payload()
    assert len(set(payloads)) > 5000


@functools.cache  # many attacks end as the same harmless piece of a page
def verdict_on(html: str) -> tuple[list[str], bool]:
    """What is not on the list, and whether it is final: both parsers agree on it, or all of it was escaped."""
    return faults_in(html), sanitise(html) == html or "<" not in html


@pytest.mark.parametrize("share", range(SHARES))
def test_no_payload_leaves_anything_that_is_not_on_the_list(share):
    for payload in every_payload()[share::SHARES]:
        for make in (sanitise, render_markdown):
            assert verdict_on(make(payload)) == ([], True), payload


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(AROUND), max_size=3),
    st.sampled_from(CARRIERS),
    st.sampled_from(INSIDE),
    st.text(max_size=9),
)
def test_no_mixture_of_them_either(around: list[str], carrier: str, inside: str, text: str) -> None:
    payload: Any = carrier.replace("{}", f"javascript:{inside}{text}")
    for frame in around:
        payload = frame.replace("{}", payload)
    for make in (sanitise, render_markdown):
        html = make(payload)
        assert not faults_in(html)
        assert sanitise(html) == html or "<" not in html
