"""Addresses of the desk, under /desk/. Whoever hangs them gives the guard that asks for a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from leaks.views import desk, keys

Guard = Callable[[Callable[..., Any]], Callable[..., Any]]


def desk_urls(*, guard: Guard) -> tuple[list[URLPattern], str]:
    """The patterns and their namespace, every view behind `guard`."""
    doors = {
        "queue": ("", desk.show_queue),
        "keys": ("cles/", keys.show_keys),
        "export": ("cles/liste.txt", keys.export),
        "propose": ("cles/proposer/", keys.propose),
        "decide": ("cles/<slug:pk>/", keys.decide),
        "see": ("vu/", keys.see),
        "log": ("journal/", desk.show_log),
        "guide": ("guide/", desk.show_guide),
        "conversation": ("<slug:pk>/", desk.show_conversation),
        "act": ("<slug:pk>/agir/", desk.act),
        "reply": ("<slug:pk>/repondre/", desk.reply),
        "note": ("<slug:pk>/noter/", desk.note),
        "copy": ("<slug:pk>/reponses/<slug:reply>.age", desk.copy),
        "label": ("<slug:pk>/etiquettes/", desk.label),
        "give": ("<slug:pk>/confier/", desk.give),
        "download": ("<slug:pk>/<slug:bundle>.age", desk.download),
    }
    return [path(route, guard(view), name=name) for name, (route, view) in doors.items()], "desk"
