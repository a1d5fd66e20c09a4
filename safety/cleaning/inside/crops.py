"""Cropped pictures: what a document cuts away of a picture is cut away in the picture itself."""

from __future__ import annotations

import io
from pathlib import Path

from lxml import etree
from PIL import Image

from .job import Job
from .ooxml_tree import PREFIXES, child, every, number, value_of
from .packages import remove

_R = f"{{{PREFIXES['r']}}}"
Crop = tuple[float, float, float, float]  # left, top, right, bottom: what is cut away, as parts of the whole


def mark_crops(root: etree._Element, job: Job) -> None:
    """Move what a part cuts away of its pictures into the names of their relations: `rId5|0.5,0,0,0`."""
    for blip in every(root, "blip"):
        holder = blip.getparent()
        crop, rest = _crop_of(holder)
        if holder is not None and any(crop) and (key := _R + "embed") in blip.attrib:
            blip.set(key, named(str(blip.get(key)), crop))
            job.note("cropped")
            _put_rest(holder, rest)
    for image in every(root, "imagedata"):
        left, top, right, bottom = (
            max(_fraction(image.attrib.pop(side, "")), 0.0)
            for side in ("cropleft", "croptop", "cropright", "cropbottom")
        )
        crop = (left, top, right, bottom)
        key = _R + "id"
        if any(crop) and key in image.attrib:
            image.set(key, named(str(image.get(key)), crop))
            job.note("cropped")


def named(relation: str, crop: Crop) -> str:
    """A relation with what is cut away from its picture."""
    return relation + "|" + ",".join(f"{side:.5f}" for side in crop)


def parted(name: str) -> tuple[str, Crop | None]:
    """The relation, and what is cut away."""
    relation, bar, crop = name.partition("|")
    left, top, right, bottom = (float(side) for side in crop.split(",")) if bar else (0.0, 0.0, 0.0, 0.0)
    return relation, (left, top, right, bottom) if bar else None


def cut(path: Path, extension: str, crop: Crop, job: Job) -> tuple[Path, str]:
    """A fresh picture without what was cut away; of a moving one its first frame. Raises what Pillow raises."""
    with Image.open(path) as picture:
        picture.load()
        width, height = picture.size
        left, top = min(round(crop[0] * width), width - 1), min(round(crop[1] * height), height - 1)
        right, bottom = max(width - round(crop[2] * width), left + 1), max(height - round(crop[3] * height), top + 1)
        still = picture.crop((left, top, right, bottom))
    if extension not in ("jpg", "png"):
        still, extension = still.convert("RGBA" if "A" in still.mode or still.mode == "P" else "RGB"), "png"
    target = job.path(extension)
    bare = Image.frombytes(still.mode, still.size, still.tobytes())
    if still.mode == "P" and (palette := still.getpalette()):
        bare.putpalette(palette)
    bare.save(target, quality=90) if extension == "jpg" else bare.save(target)
    return target, extension


def natural_size(content: bytes) -> tuple[float, float]:
    """How large a picture is by itself, in points: its pixels at the fineness that it tells, else at 96 to an inch."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            across, down = picture.info.get("dpi") or (96.0, 96.0)
            return picture.width * 72 / (float(across) or 96), picture.height * 72 / (float(down) or 96)
    except (OSError, ValueError, TypeError, SyntaxError):
        return 1.0, 1.0


def _crop_of(holder: etree._Element | None) -> tuple[Crop, Crop]:
    """What is cut away, and the padding that stays to be said."""
    cuts, rests = [0.0] * 4, [0.0] * 4
    inside = child(holder, "srcRect")
    sides = [(number(value_of(inside, key), percent=1000) or 0) / 100_000 for key in ("l", "t", "r", "b")]
    frame = child(holder, "stretch", "fillRect")
    beyond = [(number(value_of(frame, key), percent=1000) or 0) / 100_000 for key in ("l", "t", "r", "b")]
    for at in range(4):
        length = 1 - beyond[at % 2] - beyond[at % 2 + 2]
        over = -beyond[at] / length if beyond[at] < 0 and length > 0 else 0.0
        kept = 1 - max(sides[at % 2], 0) - max(sides[at % 2 + 2], 0)
        cuts[at] = min(max(sides[at], 0.0) + over * max(kept, 0), 0.999)
        rests[at] = min(sides[at], 0.0)
    for at in (0, 1):
        left = 1 - cuts[at] - cuts[at + 2]
        if left <= 0:
            cuts[at] = cuts[at + 2] = 0.4995
        rests[at], rests[at + 2] = rests[at] / max(left, 0.001), rests[at + 2] / max(left, 0.001)
    return (cuts[0], cuts[1], cuts[2], cuts[3]), (rests[0], rests[1], rests[2], rests[3])


def _put_rest(holder: etree._Element, rest: Crop) -> None:
    inside = child(holder, "srcRect")
    if inside is not None:
        if not any(rest):
            remove(inside)
        else:
            for key, value in zip(("l", "t", "r", "b"), rest, strict=True):
                inside.set(key, str(round(value * 100_000)))
    frame = child(holder, "stretch", "fillRect")
    for key in ("l", "t", "r", "b") if frame is not None else ():
        if (number(value_of(frame, key)) or 0) < 0:
            del frame.attrib[key]  # type: ignore[union-attr]


def _fraction(text: str) -> float:
    """Parts of a whole as old drawings write them: 0.5, 50%, or 32768f of 65536."""
    if text.endswith("f"):
        return (number(text[:-1]) or 0) / 65_536
    return number(text, percent=0.01) or 0
