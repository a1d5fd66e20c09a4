"""What stands in a page as an address although no field of a model checked it when it was read."""

from __future__ import annotations

from typing import Any

from django import template

from safety.addresses import runs_something

register = template.Library()


@register.filter
def leading(address: Any) -> Any:
    """The address, unless a browser would run it or show it under our name: then nothing."""
    return "" if runs_something(address) else address
