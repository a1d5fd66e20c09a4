"""No link leaves that runs something, by whatever door it came."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks

from safety.addresses import runs_something, web_address
from safety.html import render_markdown, sanitise

HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "java\r\nscript\t:alert(1)",
    "\u2028javascript:alert(1)",
    "\ufeffjavascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "blob:https://example.org/x",
    "file:///etc/passwd",
    "view-source:javascript:alert(1)",
]
GOOD = ["https://example.org/a?b=c#d", "http://xn--bcher-kva.example/", "HTTPS://EXAMPLE.ORG/", "https://exämple.org/é"]


@pytest.mark.parametrize("address", HOSTILE)
def test_address_that_runs_something_is_known_however_it_is_spelt(address):
    assert runs_something(address) and web_address(address) == ""


@pytest.mark.parametrize(
    "address", ["", "x", "//example.org", "http://", "https://[", "ftp://example.org", "http://a b/"]
)
def test_what_is_no_whole_address_of_the_web_is_none(address):
    assert web_address(address) == "" and not runs_something(address)


@pytest.mark.parametrize("text", ["Données : le bilan", "data: ce que l’on sait", *GOOD])
def test_address_of_the_web_passes(text):
    assert text not in GOOD or web_address(text) == text
    assert not any(runs_something(one) for one in GOOD)


@pytest.mark.parametrize("address", [*HOSTILE, "ftp://example.org/x"])
@pytest.mark.parametrize(
    "field", [forms.URLField(), models.URLField(), blocks.URLBlock().field], ids=["form", "model", "block"]
)
def test_every_field_for_addresses_refuses_it(field, address):
    with pytest.raises(ValidationError):
        field.clean(address, None) if isinstance(field, models.Field) else field.clean(address)


@pytest.mark.parametrize("address", HOSTILE)
def test_text_shows_none_as_a_link(address):
    for html in (sanitise(f'<a href="{address}">x</a>'), render_markdown(f"[x]({address}) [y](<{address}>)")):
        assert not any(f'href="{start}' in html.lower() for start in ("java", "vbs", "data", "blob", "file", "view"))
