"""Bombs, locks and damage: refused by name, within the limits, or cleaned; never a crash, never a leak."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from safety.cleaning import Raw, Refused, clean, usual_limits
from tests.safety import dirty
from tests.safety.dirty import awkward, hostile
from tests.safety.judging import cleaned, refused

BOMBS = (
    "pixels.png pixels.webp pixels.tiff second_page.tiff pages.pdf laughs.svg laughs.docx laughs.odt member.docx "
    "zeros.gz zeros.tar.gz folders.tar nested.gz deep.svg deep.eml"
).split()
SEEDS: dict[str, Callable[[], bytes]] = {
    "jpg": lambda: dirty.picture("JPEG"),
    "png": lambda: dirty.picture("PNG"),
    "webp": lambda: dirty.picture("WEBP"),
    "tiff": lambda: dirty.picture("TIFF"),
    "gif": lambda: dirty.animation("GIF"),
    "pdf": dirty.pdf,
    "docx": dirty.docx,
    "ods": lambda: dirty.opendocument("spreadsheet"),
    "mp4": lambda: dirty.media("mp4", video=True),
    "flac": lambda: dirty.media("flac"),
    "wav": awkward.wav,
    "eml": dirty.mail,
}


@pytest.fixture(scope="module")
def bombs() -> dict[str, tuple[bytes, set[str]]]:
    made = hostile.bombs()
    assert sorted(made) == sorted(BOMBS)
    return made


@pytest.mark.parametrize("name", BOMBS)
def test_clean_refuses_a_bomb_by_its_limit(bombs: dict[str, tuple[bytes, set[str]]], name: str) -> None:
    content, codes = bombs[name]
    assert refused(content, name) in codes


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.odt", "a.pdf"])
def test_clean_refuses_what_is_locked_and_says_so(name: str) -> None:
    assert refused(hostile.locked()[name], name) == "encrypted"


@pytest.mark.parametrize("name", SEEDS)
def test_clean_survives_damage_and_leaks_nothing(name: str) -> None:
    """Many damaged files in one archive: each is cleaned, or left out, or stops the archive with a reason."""
    members = {f"{n}.{name}": content for n, content in enumerate(hostile.mutations(SEEDS[name](), seed=name, count=8))}
    try:
        cleaned(dirty.package({**members, "good.jpg": dirty.picture("JPEG")}))
    except Refused as refusal:
        assert refusal.code in ("too_large", "too_many", "too_deep", "encrypted", "residue")


def test_clean_refuses_a_film_whose_boxes_never_end() -> None:
    assert refused(hostile.truncated_mp4()) == "damaged"


def test_clean_stops_at_the_limit_of_memory() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (6_000, 6_000)).save(buffer, "PNG")
    assert refused(buffer.getvalue(), limits=usual_limits(memory=150_000_000)) in ("too_large", "failed")


def test_clean_stops_a_program_that_eats_its_time() -> None:
    """The limit of processor time ends it, however fast the machine is: noise takes many seconds to compress."""
    noise, file = Image.effect_noise((6500, 6500), 80), io.BytesIO()
    noise.save(file, "PNG", compress_level=0)
    file.seek(0)
    with pytest.raises(Refused) as caught:
        clean(Raw("a.png", file), limits=usual_limits(seconds=1))
    assert caught.value.code in ("too_long", "failed", "damaged")
