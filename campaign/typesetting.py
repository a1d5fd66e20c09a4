"""The signs of French in what editors type into pages (campaign/models/base.py)."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from safety.typography import typeset, typeset_html

# Fields of pages that hold names, addresses and what programs read.
_LEFT_ALONE = {"slug", "url_path", "authors", "illustrator", "first_published_name", "imported_from", "licence"}
_NO_WORDS = (models.URLField, models.EmailField, models.SlugField)
_PATHS = {"path", "url", "source_url"}  # in blocks, where an address may be a plain text


def typeset_page(page: Any) -> None:
    """Set every text of a page that its editors type."""
    for field in page._meta.fields:
        value = getattr(page, field.attname, None)
        if not value or not field.editable or field.choices:
            continue
        if field.name in _LEFT_ALONE or isinstance(field, _NO_WORDS):
            continue
        if isinstance(field, StreamField):
            words = field.stream_block.get_prep_value(value)
            made = _typeset_block(field.stream_block, words)
            if made != words:
                setattr(page, field.attname, field.stream_block.to_python(made))
        elif isinstance(field, RichTextField):
            setattr(page, field.attname, typeset_html(value))
        elif isinstance(field, models.CharField | models.TextField):
            words = typeset(value)
            if field.max_length is None or len(words) <= field.max_length:
                setattr(page, field.attname, words)


def _typeset_block(block: Any, value: Any) -> Any:
    if isinstance(block, blocks.BaseStreamBlock):
        return [{**one, "value": _typeset_block(block.child_blocks[one["type"]], one["value"])} for one in value]
    if isinstance(block, blocks.BaseStructBlock):
        known = {name: child for name, child in block.child_blocks.items() if name in value and name not in _PATHS}
        return value | {name: _typeset_block(child, value[name]) for name, child in known.items()}
    if isinstance(block, blocks.ListBlock):
        return [{**one, "value": _typeset_block(block.child_block, one["value"])} for one in value]
    if isinstance(block, blocks.RichTextBlock):
        return typeset_html(value) if isinstance(value, str) else value
    if isinstance(block, blocks.CharBlock | blocks.TextBlock) and isinstance(value, str):
        return typeset(value)
    return value
