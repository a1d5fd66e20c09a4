"""What people wrote, among words of ours."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import stringfilter

from safety import words

register = template.Library()


@register.filter(is_safe=True)
@stringfilter
def apart(text: str) -> str:
    """A name or title where no `dir` can be said: in a sentence, a mail, an attribute, a <title> (safety/words.py)."""
    return words.apart(text)


@register.filter(is_safe=True)
@stringfilter
def truncatewords(text: str, number: int | str) -> str:
    """Django's filter of this name, with the spaces that break no line kept (safety/words.py).

    Templates of libraries write the number as a text; what is no number leaves the text as it is, as Django does.
    """
    try:
        return words.first_words(text, int(number))
    except ValueError:
        return text
