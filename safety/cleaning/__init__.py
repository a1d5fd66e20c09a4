"""Metadata removal: a `Raw` file goes in, a `Clean` one comes out, or a `Refused` says why not and what to do.

Here: the host's side (`states` the types of the flow, `families` what is accepted, `reports` the words, `engine` the
run). In `inside/`: what runs in the sandbox under its own Python (`.venv-cleaner`), the only code that ever looks into
a stranger's bytes; it knows neither Django nor this package. Not here: the walls (`safety/sandbox.py`), where plaintext
waits (`safety/spooling.py`).
"""

from safety.cleaning.engine import accepted, available, can_draw_pages, clean, shrink
from safety.cleaning.families import FAMILIES, Family
from safety.cleaning.inside.characters import normalise
from safety.cleaning.reports import Finding, Refused
from safety.cleaning.states import Clean, Limits, Raw, Small, Strength, usual_limits

__all__ = [
    "FAMILIES",
    "Clean",
    "Family",
    "Finding",
    "Limits",
    "Raw",
    "Refused",
    "Small",
    "Strength",
    "accepted",
    "available",
    "can_draw_pages",
    "clean",
    "normalise",
    "shrink",
    "usual_limits",
]
