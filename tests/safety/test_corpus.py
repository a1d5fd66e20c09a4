"""Real dirty files (CORPUS_DIR): a part of them here, all of them in `make bench`."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from bench.cleaning import leaks_in
from safety.cleaning import Raw, Refused, clean

CANARIES = """
abspath.xlsx anim.gif beacon.docx canary.mkv canary.mp3 canary.opus dji_gps_subtitle.mp4 embed.svg exif.png
gps_orient.jpg jpg_as_bmp.bmp jpg_trailing.jpg nest.zip rprchange.docx unk.zip
""".split()
SAMPLES = """
exif-samples/jpg_gps_DSCN0010.jpg exif-samples/heic_samplefilehub.heif exif-samples/jpg_invalid_image01088.jpg
mat2/tests_data_dirty.flac mat2/tests_data_dirty.odt mat2/tests_data_revision.docx mat2/tests_data_no_content_types.docx
mat2/tests_data_dirty.html mat2/tests_data_dirty.webp mat2/tests_data_weird_producer.odt
""".split()
HOSTILE = "canary/bomb.zip exif-samples/jpg_long_description.jpg mat2/tests_data_embedded_corrupted.docx".split()


@pytest.mark.parametrize("name", [f"canary/{name}" for name in CANARIES] + SAMPLES)
def test_clean_leaks_nothing_from_the_corpus(corpus: Path, name: str) -> None:
    with (corpus / "dirty" / name).open("rb") as body:
        result = clean(Raw(Path(name).name, body))
    with result.body:
        assert leaks_in(result.body.read(), result.extension) == []


@pytest.mark.parametrize("name", ["canary/gps_orient.jpg", "mat2/tests_data_dirty.docx", "mat2/tests_data_dirty.pdf"])
def test_clean_refuses_or_cleans_and_never_fails_otherwise_when_bytes_are_broken(corpus: Path, name: str) -> None:
    content = bytearray((corpus / "dirty" / name).read_bytes())
    chance = random.Random(name)  # noqa: S311  # the same damage every time
    for _ in range(40):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        result = clean(Raw(name, io.BytesIO(bytes(content))))
    except Refused as refusal:
        assert refusal.sentence
    else:
        with result.body:
            assert leaks_in(result.body.read(), result.extension) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_clean_answers_in_bounded_time_when_the_file_is_hostile(corpus: Path, name: str) -> None:
    with (corpus / "dirty" / name).open("rb") as body:
        try:
            clean(Raw(name, body)).body.close()
        except Refused as refusal:
            assert refusal.code in ("too_large", "damaged", "failed")
