"""Which picture a thing has: its photograph in a frame, or a plate drawn from what is known of it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from campaign.cartography import on_map, project
from campaign.plates import drawing, signs

register = template.Library()

BAND = (1200, 400)  # across a page; dots keep their number, a motif is cropped by its frame
ONE_FOR_TEN = 100  # from so many on, dots in a small picture stand for ten


@register.simple_tag
def plate(kind: str, key: Any, **data: Any) -> SafeString:
    """Draw a plate: `{% plate event.kind event.pk %}`, `{% plate "cameras" project.pk number=21 %}`."""
    known = {name: value for name, value in data.items() if value is not None}
    return mark_safe(drawing.plate(kind, key, **known))  # noqa: S308 - our own shapes, no word in them


@register.simple_tag
def commune_plate(commune: Any) -> SafeString:
    """Draw the departments around a commune; overseas, which the map leaves to words, its own eyes."""
    if not on_map(commune.latitude, commune.longitude):
        return plate("festival", commune.insee)
    return plate("commune", commune.insee, point=project(latitude=commune.latitude, longitude=commune.longitude))


@register.simple_tag
def sign(key: str) -> SafeString:
    """Draw the sign of a collective, by its `sign_key`."""
    return mark_safe(signs.sign(key))  # noqa: S308 - our own shapes, no word in them


@register.simple_tag
def name_sign(name: str) -> SafeString:
    """Draw the sign of a person's public name, beside it: with a name hidden, none.

    It hangs on the name that is shown, not on the account, so that a new name is not known again by it.
    """
    return mark_safe(signs.sign(f"name:{name}"))  # noqa: S308 - our own shapes, no word in them


@register.simple_tag
def article_plate(article: Any, *, band: bool = False, whole: bool = False) -> SafeString:
    """Draw what an article without photograph has: its key figure as so many dots, else its subject, else its year.

    band: across the page. whole: in the usual frame, but large enough for each dot; small ones stand for ten.
    """
    figure = article.counted
    if figure is not None:
        number, before = figure.number, figure.before
        if band:
            return plate("count", article.pk, number=number, before=before, size=BAND)
        if number >= ONE_FOR_TEN and not whole:
            number, before = round(number / 10), round(before / 10)
        return plate("count", article.pk, number=number, before=before)
    if article.subject:
        return plate(article.subject, article.pk)
    return plate("year", article.pk, number=article.date.year)
