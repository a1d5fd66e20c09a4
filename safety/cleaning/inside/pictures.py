"""Pictures: only the pixels pass. Decoded, turned upright, brought to sRGB, and written by us into a fresh file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFile, ImageOps, ImageSequence

from .evidence import note_evidence
from .job import Job, Made, Refusal
from .tails import has_tail, length_of_picture

_FORMATS = {
    "jpg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "avif": ("AVIF",),
    "heic": ("HEIF",),
    "tiff": ("TIFF",),
    "bmp": ("BMP", "DIB"),
    "gif": ("GIF",),
    "jp2": ("JPEG2000",),
    "ppm": ("PPM",),
}
# Encoding HEVC takes ten seconds a photo, and many programs do not open it: JPEG serves its readers better.
_OUTPUTS = {"heic": "jpg", "jp2": "png", "ppm": "png"}
_NEW_SUBFILE_TYPE, _SUBFILE_TYPE = 254, 255
_THUMBNAIL = 256  # pixels
_SEEN = 16  # of 255: less solid than that, a pixel is seen by nobody on any ground
_KEEPS_ALPHA = {"png", "webp", "avif", "tiff", "gif"}


def clean_picture(path: Path, job: Job, *, extension: str, evidence: bool = True) -> Made:
    """Re-encode a picture, all its pages or frames, and nothing else of it."""
    if evidence:
        note_evidence(path, job)
    output = _OUTPUTS.get(extension, extension)
    Image.MAX_IMAGE_PIXELS = job.limits["pixels"]
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    warnings.simplefilter("ignore")
    if extension == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with Image.open(path, formats=_FORMATS[extension]) as picture:
            _measure(picture, job)
            if output == "avif" and getattr(picture, "n_frames", 1) > 1:
                output = "webp"  # the encoder of moving AVIF writes the hour into the file
            target = job.path(output)
            job.note("converted", int(output != extension))
            _note_damage(path, job, extension)
            _save(picture, target, output, job)
    except Image.DecompressionBombError as error:
        raise Refusal("too_large") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, ZeroDivisionError) as error:
        raise Refusal("damaged") from error
    return Made(target, "picture", output)


def shrink_picture(path: Path, job: Job, *, extension: str, longest: int) -> tuple[Path, int, int]:
    """A still WebP of a picture that was cleaned before, no side longer than `longest` pixels; its width and height."""
    Image.MAX_IMAGE_PIXELS = job.limits["pixels"]
    target = job.path("webp")
    try:
        with Image.open(path, formats=_FORMATS[extension]) as picture:
            picture.draft(None, (2 * longest, 2 * longest))  # a large JPEG is decoded no finer than needed
            still = _fitting(picture, "webp")
            still.thumbnail((longest, longest))
            _bare(still).save(target, format="WEBP", quality=80, method=4)
    except Image.DecompressionBombError as error:
        raise Refusal("too_large") from error
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise Refusal("damaged") from error
    return target, *still.size


def _measure(picture: Image.Image, job: Job) -> None:
    """Refuse before decoding what would not fit, all frames counted."""
    frames = getattr(picture, "n_frames", 1) if picture.format not in ("HEIF", "MPO") else 1
    pixels = picture.width * picture.height
    if frames > job.limits["frames"]:
        raise Refusal("too_many")
    if pixels > job.limits["pixels"] or pixels * frames > 6 * job.limits["pixels"]:
        raise Refusal("too_large")


def _note_damage(path: Path, job: Job, extension: str) -> None:
    """Say what follows the picture in its file: a favourite place to hide things."""
    content = path.read_bytes()
    length = length_of_picture(content, extension)
    if length is None or length > len(content):
        job.note("damaged")
    elif has_tail(content, length):
        job.note("appended")


def _save(picture: Image.Image, target: Path, output: str, job: Job) -> None:
    frames = 1 if picture.format in ("HEIF", "MPO") else getattr(picture, "n_frames", 1)
    animated = frames > 1 and output in ("gif", "webp", "png", "avif")
    pages = frames > 1 and output == "tiff"
    if animated:
        durations: list[int] = []
        loop = int(picture.info.get("loop", 0) or 0) if "loop" in picture.info or output != "gif" else None
        stills = _frames(picture, durations, job)
        first = next(stills)
        rest = list(stills)
        options: dict[str, Any] = {"save_all": True, "append_images": rest, "duration": durations, **_options(output)}
        if loop is not None:
            options["loop"] = loop
        if output == "gif":
            options["disposal"] = 2
        first.save(target, format=_FORMATS[output][0], **options)
        return
    if pages:
        stills = _pages(picture, job)
        first = next(stills)
        first.save(target, format="TIFF", save_all=True, append_images=list(stills), **_options("tiff"))
        return
    still = _upright(picture, output)
    _look_for_dots(picture, still, job)
    options = _options(output)
    if output == "tiff" and still.mode == "1":
        options["compression"] = "group4"
    still.save(target, format=_FORMATS[output][0], **options)


def _look_for_dots(picture: Image.Image, upright: Image.Image, job: Job) -> None:
    """A scan says how fine it is; the first pages of a file are enough to know its printer."""
    dpi = float(min(picture.info.get("dpi") or (0, 0)))
    if job.thorough and dpi >= 200:
        from .scans import note_printer_dots

        note_printer_dots(upright, job, dpi=dpi)


def _frames(picture: Image.Image, durations: list[int], job: Job) -> Iterator[Image.Image]:
    for number, frame in enumerate(ImageSequence.Iterator(picture)):
        if number == 0 and getattr(picture, "default_image", False):
            job.note("hidden")  # shown only where nothing moves: another picture than all others see
            continue
        frame.load()  # some formats know the duration of a frame only then
        durations.append(int(frame.info.get("duration", 100) or 100))
        yield _bare(frame.convert("RGBA"))


def _pages(picture: Image.Image, job: Job) -> Iterator[Image.Image]:
    """The pages of a TIFF, less the small copies of others, which show what was cut off or covered later."""
    largest = max(max(page.size) for page in ImageSequence.Iterator(picture))
    yielded = 0
    for page in ImageSequence.Iterator(picture):
        if _is_small_copy(page, largest):
            job.note("preview")
            continue
        if page.width * page.height > job.limits["pixels"]:
            raise Refusal("too_large")
        upright = _upright(page, "tiff")
        _look_for_dots(page, upright, job)
        yielded += 1
        yield upright
    if not yielded:
        raise Refusal("damaged")


def _is_small_copy(page: Image.Image, largest: int) -> bool:
    """A page that calls itself a reduced copy or a mask (TIFF 6.0, NewSubfileType), or is as small as a thumbnail."""
    tags = getattr(page, "tag_v2", {})
    kind, old_kind = tags.get(_NEW_SUBFILE_TYPE, 0), tags.get(_SUBFILE_TYPE, 0)
    named = (isinstance(kind, int) and kind & 0b101) or old_kind == 2
    if max(page.size) == largest:
        return False
    return bool(named) or (max(page.size) <= _THUMBNAIL and max(page.size) * 4 <= largest)


def _upright(picture: Image.Image, output: str) -> Image.Image:
    """Turn, convert the colours, and copy the pixels alone."""
    profile = picture.info.get("icc_profile")
    picture.load()
    with suppress(Exception):  # a broken orientation mark is no reason to lose the picture
        picture = ImageOps.exif_transpose(picture)
    picture = _to_srgb(picture, profile)
    return _bare(_fitting(picture, output))


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    try:
        colours = picture.convert("RGB") if alpha else picture
        turned = ImageCms.profileToProfile(
            colours,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="L" if picture.mode == "L" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if turned is None:
        return picture
    if alpha:
        turned.putalpha(alpha)
    return turned


def _fitting(picture: Image.Image, output: str) -> Image.Image:
    """The nearest mode that the format can hold."""
    mode = picture.mode
    transparent = mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    if transparent and output in _KEEPS_ALPHA:
        return picture.convert("RGBA")
    if transparent:
        sheet = Image.new("RGBA", picture.size, "white")
        sheet.alpha_composite(picture.convert("RGBA"))
        return sheet.convert("RGB")
    if mode in ("L", "RGB") or (mode == "1" and output in ("png", "tiff", "bmp", "gif")):
        return picture
    if mode.startswith("I;16") and output in ("png", "tiff"):
        return picture
    if mode in ("I", "F") or mode.startswith("I;16"):
        return _stretched(picture)
    if mode == "1":
        return picture.convert("L")
    return picture.convert("RGB")


def _stretched(picture: Image.Image) -> Image.Image:
    """More than eight bits a pixel: spread what is there over what can be shown."""
    wide = picture.convert("F")
    extremes: Any = wide.getextrema()
    low, high = float(extremes[0]), float(extremes[1])
    scale = 255 / max(high - low, 1.0)
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _bare(picture: Image.Image) -> Image.Image:
    """The same pixels in an object that never saw the file."""
    if picture.mode == "RGBA":
        # What is transparent, or nearly so, still has colours: a place to hide a page.
        seen = picture.getchannel("A").point(lambda alpha: 255 if alpha >= _SEEN else 0)
        picture = Image.composite(picture, Image.new("RGBA", picture.size), seen)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.mode == "P" and (palette := picture.getpalette()):
        bare.putpalette(palette)
    return bare


_OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 90, "optimize": True},
    "webp": {"quality": 88, "method": 4},
    "avif": {"quality": 75, "speed": 8},
    "tiff": {"compression": "tiff_lzw"},
}


def _options(output: str) -> dict[str, Any]:
    return dict(_OPTIONS.get(output, {}))
