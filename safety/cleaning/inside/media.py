"""Sound and video: the first picture track and the first sound track, in a fresh container, through ffmpeg.

Cameras and drones put positions into data and subtitle tracks, and encoders sign their work inside the video: SEI units
go from H.264 and HEVC, and what cannot be stripped so is encoded anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .evidence import note_evidence
from .job import Job, Made, Refusal

_DEMUXERS = {
        "mp3": "mp3", "ogg": "ogg", "opus": "ogg", "ogv": "ogg", "flac": "flac", "m4a": "mov", "wav": "wav", "mp4":
    "mov", "mov": "mov",
    "mkv": "matroska", "webm": "matroska", "avi": "avi", "wmv": "asf", "aiff": "aiff",
    "aac": "aac", "amr": "amr", "mpg": "mpeg", "ts": "mpegts",
}  # fmt: skip
_OUTPUTS = {"avi": "mp4", "wmv": "mp4", "mpg": "mp4", "ts": "mp4", "ogv": "webm", "aiff": "wav"}
_OUTPUTS |= {"aac": "m4a", "amr": "m4a"}
_MUXERS = {
    "mp3": "mp3", "ogg": "ogg", "opus": "opus", "flac": "flac", "m4a": "ipod", "wav": "wav", "mp4": "mp4", "mov": "mov",
    "mkv": "matroska", "webm": "webm",
}  # fmt: skip
_STRIPPED = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
    "av1": "filter_units=remove_types=5",
    "vp8": "",
    "vp9": "",
}
_SOUND = {
    "mp3": ["libmp3lame", "-q:a", "3"],
    "ogg": ["libvorbis", "-q:a", "5"],
    "opus": ["libopus", "-b:a", "96k"],
    "webm": ["libopus", "-b:a", "96k"],
    "flac": ["flac"],
    "wav": ["pcm_s16le"],
}
_LONG = 3600.0


def clean_media(path: Path, job: Job, *, extension: str) -> Made:
    """Take the first video and the first audio track into a fresh file."""
    note_evidence(path, job)
    probe = _probe(path, extension, job)
    streams: list[dict[str, Any]] = probe.get("streams", [])
    videos = [item for item in streams if item.get("codec_type") == "video"]
    covers = [item for item in videos if item.get("disposition", {}).get("attached_pic")]
    videos = [item for item in videos if item not in covers]
    sounds = [item for item in streams if item.get("codec_type") == "audio"]
    others = len(streams) - len(videos) - len(covers) - len(sounds)
    if not videos and not sounds:
        raise Refusal("damaged")
    job.note("preview", len(covers))
    job.note("subtitles", others)
    job.note("tracks", max(len(videos) - 1, 0) + max(len(sounds) - 1, 0))
    output = _output(extension, bool(videos))
    if output != extension:
        job.note("converted")
    target = job.path(output)
    duration = float(probe.get("format", {}).get("duration") or 0)
    for copying in (True, False):
        command = ["/usr/bin/ffmpeg", "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file", "-threads", "2"]
        command += [
            "-f",
            _DEMUXERS[extension],
            "-i",
            str(path),
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-sn",
            "-dn",
        ]
        if videos:
            command += ["-map", f"0:{int(videos[0]['index'])}", *_video_codec(videos[0], output, job, copying=copying)]
        if sounds:
            command += ["-map", f"0:{int(sounds[0]['index'])}", *_sound_codec(sounds[0], output, duration, job)]
        command += _container(output, target)
        if _runs(command, target, seconds=job.limits["seconds"] * 0.4):
            return Made(target, "video" if videos else "audio", output)
        if not videos:
            break
    raise Refusal("damaged")


def _container(output: str, target: Path) -> list[str]:
    """A container that says nothing of its own."""
    options = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-threads", "2"]
    if output in ("mp4", "mov", "m4a"):
        options += ["-empty_hdlr_name", "1"]
    if output == "mp3":
        options += ["-id3v2_version", "0", "-write_id3v1", "0", "-write_xing", "0"]
    return [*options, "-f", _MUXERS[output], str(target)]


def _runs(command: list[str], target: Path, *, seconds: float) -> bool:
    """Run ffmpeg. Its exit code alone is not proof."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_long") from error
    sys.stderr.write(done.stderr.decode("utf-8", "replace"))
    return not done.returncode and target.exists() and target.stat().st_size > 0


def _output(extension: str, has_video: bool) -> str:
    if not has_video and extension in ("mp4", "mov"):
        return "m4a"
    if not has_video and extension in ("mkv", "webm", "ogv"):
        return "opus"
    if not has_video and extension in ("avi", "wmv", "mpg", "ts"):
        return "m4a"
    if has_video and extension == "m4a":
        return "mp4"
    if has_video and extension in ("ogg", "opus"):
        return "webm"
    return _OUTPUTS.get(extension, extension)


def _probe(path: Path, extension: str, job: Job) -> dict[str, Any]:
    command = ["/usr/bin/ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", _DEMUXERS[extension]]
    command += ["-show_streams", "-show_format", "-of", "json", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
        answer = json.loads(done.stdout.decode("utf-8", "replace"))
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_long") from error
    except ValueError as error:
        raise Refusal("damaged") from error
    return answer if isinstance(answer, dict) else {}


def _video_codec(stream: dict[str, Any], output: str, job: Job, *, copying: bool) -> list[str]:
    codec = str(stream.get("codec_name"))
    pixels = int(stream.get("width") or 0) * int(stream.get("height") or 0)
    if pixels > job.limits["pixels"]:
        raise Refusal("too_large")
    fits = (
        codec in ("vp8", "vp9", "av1")
        if output == "webm"
        else codec in _STRIPPED and (output == "mkv" or codec != "vp8")
    )
    if fits and copying:
        job.note("stream_notes", int(codec in ("h264", "hevc")))
        strip = ["-bsf:v", _STRIPPED[codec]] if _STRIPPED[codec] else []
        tag = ["-tag:v", "hvc1"] if codec == "hevc" and output in ("mp4", "mov") else []
        return ["-c:v", "copy", *strip, *tag]
    if output == "webm":
        return ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "5", "-b:v", "2M"]
    quick = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p"]
    even = ["-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2"]
    return [*quick, *even, "-bsf:v", _STRIPPED["h264"]]


def _sound_codec(stream: dict[str, Any], output: str, duration: float, job: Job) -> list[str]:
    """Encoded anew: encoders sign the padding of their frames. Very long recordings are copied instead."""
    codec = str(stream.get("codec_name"))
    if output == "wav" and codec in ("pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le"):
        return ["-c:a", "copy"]
    if codec == "flac" and output == "flac" and int(stream.get("bits_per_raw_sample") or 16) > 16:
        return ["-c:a", "flac", "-sample_fmt", "s32"]
    own = {"mp3": "mp3", "ogg": "vorbis", "opus": "opus"}.get(output, "aac")
    if codec == own and (duration > _LONG or not job.thorough):
        return ["-c:a", "copy"]
    if output == "mkv" and codec in ("flac", "opus", "vorbis"):
        return ["-c:a", "flac"] if codec == "flac" else ["-c:a", "libopus", "-b:a", "96k"]
    return ["-c:a", *_SOUND.get(output, ["aac", "-b:a", "160k"])]
