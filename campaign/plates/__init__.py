"""Drawn pictures for whatever has no photograph: the same thing has the same picture for ever, on every machine.

Pure functions from a kind and a key to SVG: no text, id, style or script in it, nothing stored. Each motif is made of
the parts of the mark (the triangle is what a camera sees, the half-disc who looks back, the disc the pupil) and is
drawn twice: before the cut in the colours of the shot, behind it in those of the reverse shot.

Not here: which picture a page shows (templatetags/plates.py); photographs (models/media.py).
"""

from campaign.plates.drawing import as_file, plate
from campaign.plates.signs import sign

__all__ = ["as_file", "plate", "sign"]
