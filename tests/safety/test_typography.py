"""The signs of French, and what they are kept out of."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from safety.typography import TypesetFields, typeset, typeset_html

T = "\u202f"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui nous surveille ?", f"Qui nous surveille{T}?"),
        ("Qui ? Quoi ! Où : là ; ici", f"Qui{T}? Quoi{T}! Où{T}: là{T}; ici"),
        ("Quoi? Non!", f"Quoi{T}? Non{T}!"),
        ("Voici:\n- un", f"Voici{T}:\n- un"),
        ("Vraiment ?!", f"Vraiment{T}?!"),
        ("« oui » et «non»", f"«{T}oui{T}» et «{T}non{T}»"),
        ("« Et alors ? »", f"«{T}Et alors{T}?{T}»"),
        ("l'abri, aujourd'hui, d'1 euro", "l’abri, aujourd’hui, d’1 euro"),
        ("50 % de 30 €", f"50{T}% de 30{T}€"),
        ("un budget de 200 000 euros, 1 558 caméras", f"un budget de 200{T}000 euros, 1{T}558 caméras"),
        ("12 345 678 € pour 2 400", f"12{T}345{T}678{T}€ pour 2{T}400"),
        ("déjà\u00a0: fait", f"déjà{T}: fait"),
        ("**Réunion :** jeudi", f"**Réunion{T}:** jeudi"),
    ],
)
def test_french_gets_its_signs_and_twice_is_once(typed, shown):
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "à 19:30, rendez-vous 12:00",
        "en 2022 300 caméras, le 04 910 000 00, le 1 23 456",
        "https://example.org/?a=1;b=l'un et http://x.org/a:b!",
        "[mot](https://example.org/?q=l'un)",
        "`si x ? l'un : l'autre ;` et ``a ? ` : b``",
        "```\nif a ? b : c;\nl'un\n```",
        "~~~\nl'un ?\n~~~",
        "    if a ? l'un : l'autre",
        "avec @l'Oursonne",
        "ecrire@l'exemple.org et nom.d'ici@example.org",
        "<https://example.org/l'un>",
        "::: spoiler Titre",
        "[^1]: Source",
        "| a | b |\n|:--|--:|",
        "'guillemets' anglais",
        "06 12 34 56 78",
        "![image](/a.png)",
    ],
)
def test_code_addresses_names_and_signs_of_markdown_stay(text):
    assert typeset(text) == text


def test_words_of_html_are_set_and_its_tags_are_not():
    html = '<p data-x="a ?">L\'un ? <a href="/l\'un?x=1">là&nbsp;!</a> <code>a ? l\'un</code> &amp; &eacute; ;</p>'
    assert typeset_html(html) == (
        f'<p data-x="a ?">L’un{T}? <a href="/l\'un?x=1">là&nbsp;!</a> <code>a ? l\'un</code> &amp; &eacute;{T};</p>'
    )


class SomeForm(TypesetFields, forms.Form):
    TYPESET = ("text",)
    text = forms.CharField(max_length=8)
    name = forms.CharField()


@pytest.mark.parametrize(("language", "shown"), [("fr", f"Quoi{T}?"), ("en", "Quoi ?")])
def test_fields_of_a_french_page_alone_are_set(language, shown):
    with translation.override(language):
        form = SomeForm({"text": "Quoi ?", "name": "Qui ?"})
        assert form.is_valid()
    assert form.cleaned_data == {"text": shown, "name": "Qui ?"}


def test_sign_that_a_full_field_has_no_room_for_is_left_out():
    with translation.override("fr"):
        form = SomeForm({"text": "Septlett"[:7] + "?", "name": "x"})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "Septlet?"
