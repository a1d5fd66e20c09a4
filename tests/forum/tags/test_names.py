"""Tags as people type them."""

from __future__ import annotations

import pytest

from forum.tags.names import LONGEST_SLUG, split_tags, tag_slug


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mairie, budget", ["mairie", "budget"]),
        (" #Mairie ;; mairie,MAIRIE\nbudget  2027 ", ["Mairie", "budget 2027"]),
        ("Vidéo-surveillance, video surveillance", ["Vidéo-surveillance"]),
        (" , ;", []),
        ("a\x00b", ["a b"]),
        ("…, !", ["…", "!"]),  # the form refuses them, in words
    ],
)
def test_line_of_words_is_split_once_each(typed, names):
    assert split_tags(typed) == names


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Cœur de ville", "coeur-de-ville"), ("Ça, là !", "ca-la"), ("مراقبة", "مراقبة"), ("__", ""), ("🎥", "")],
)
def test_slug_is_in_plain_letters_of_any_script(name, slug):
    assert tag_slug(name) == slug


def test_slug_fits_its_column_whatever_letters_grow_into():
    assert len(tag_slug("ﷺ" * 40)) <= LONGEST_SLUG
