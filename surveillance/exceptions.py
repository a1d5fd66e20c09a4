"""What can go wrong here, by name."""

from __future__ import annotations


class Overtaken(ValueError):
    """Someone else decided about a report before this request arrived."""
