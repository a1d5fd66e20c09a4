"""Sound and video."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.safety import dirty
from tests.safety.judging import cleaned, codes, tags


@pytest.mark.parametrize("extension", ["mp3", "ogg", "flac", "opus", "m4a", "wav"])
def test_clean_keeps_only_the_sound_when_a_recording_is_tagged(extension: str, tmp_path: Path) -> None:
    result, body = cleaned(dirty.media(extension))
    assert (result.family, result.extension) == ("audio", extension)
    assert "person" in codes(result)
    assert not any(word in tags(body, extension, tmp_path) for word in ("Artist", "GPS", "Title", "Comment"))


@pytest.mark.parametrize("extension", ["mp4", "mov", "mkv", "webm"])
def test_clean_keeps_one_picture_and_one_sound_track_when_a_video_has_more(extension: str, tmp_path: Path) -> None:
    result, body = cleaned(dirty.media(extension, video=True))
    assert (result.family, result.extension) == ("video", extension)
    assert not any(word in tags(body, extension, tmp_path) for word in ("Artist", "GPS", "Title", "Comment"))
    assert b"x264 - core" not in body
    if extension != "webm":
        assert {"subtitles", "tracks"} <= codes(result)
