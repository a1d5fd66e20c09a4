"""The tags that draw buttons."""

from __future__ import annotations

import pytest
from django.template import engines
from django.urls import NoReverseMatch


def drawn(source, **context):
    return engines["django"].from_string(source).render(context)


def test_button_sends_a_form_and_carries_its_attributes_in_order():
    assert drawn('{% button _("Save") kind="primary" name="answer" value="approve" data_keep="a" hidden=True %}') == (
        '<button class="button button--primary" type="submit" name="answer" value="approve" data-keep="a" hidden>'
        "Enregistrer</button>"
    )
    assert drawn('{% button "Copy" type="button" kind="quiet small" also="no-print" %}') == (
        '<button class="button button--quiet button--small no-print" type="button">Copy</button>'
    )


def test_button_with_an_address_is_a_link_even_when_the_address_is_empty():
    assert drawn("{% button label url=url %}", label="Look", url="/a/?b=1&c=2") == (
        '<a class="button" href="/a/?b=1&amp;c=2">Look</a>'
    )
    assert drawn("{% button label url=url %}", label="Look", url="") == '<a class="button" href="">Look</a>'


def test_button_escapes_what_people_wrote_and_leaves_no_space_beside_it():
    text = drawn("{% button label about=about value=label %}|", label='<b>"', about="<i>")
    assert text == (
        '<button class="button" type="submit" value="&lt;b&gt;&quot;">&lt;b&gt;&quot;'
        '<span class="visually-hidden"> &lt;i&gt;</span></button>|'
    )


def test_button_to_leads_to_a_view_and_fails_loudly_without_one():
    assert drawn('{% button_to _("Save") "legal_notice" query="?a=1&b" kind="quiet" %}') == (
        '<a class="button button--quiet" href="/mentions-legales/?a=1&amp;b">Enregistrer</a>'
    )
    with pytest.raises(NoReverseMatch):
        drawn('{% button_to _("Save") "no_such_view" %}')
