"""Sound and video, made by ffmpeg with tags everywhere."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.safety.dirty.canary import CANARY


def media(extension: str, *options: str, video: bool = False, cover: bool = False) -> bytes:
    """A second of sound, or of moving colours, made by ffmpeg with tags everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "a." + extension)
        command = ["/usr/bin/ffmpeg", "-v", "error", "-nostdin"]
        if video:
            command += ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]
        command += ["-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi", "-i", "sine=frequency=300:duration=1"]
        if video:
            subtitle = Path(folder, "s.srt")
            subtitle.write_text(f"1\n00:00:00,000 --> 00:00:01,000\nGPS(5.37,43.29) {CANARY}\n")
            command += ["-i", str(subtitle)] if extension in ("mp4", "mov", "mkv") else []
            command += ["-map", "0", "-map", "1", *(["-map", "2"] if extension != "webm" else [])]
            command += (
                ["-map", "3", "-c:s", "mov_text" if extension in ("mp4", "mov") else "srt"]
                if extension != "webm"
                else []
            )
        else:
            command += ["-map", "0"]
        for name in ("title", "artist", "comment", "encoder_person", "location"):
            command += ["-metadata", f"{name}={CANARY}" if name != "location" else "location=+43.2965+005.3698/"]
        command += ["-metadata:s:0", f"handler_name={CANARY}", "-metadata:s:0", f"title={CANARY}", *options]
        subprocess.run([*command, str(target)], check=True, capture_output=True)
        return target.read_bytes()
