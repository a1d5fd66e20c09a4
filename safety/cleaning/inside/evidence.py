"""What exiftool sees in a file, told apart in kinds that a person understands."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from .job import Job

# First match wins; the pattern is searched in the tag's name without its group.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"^GPS|Geotag|Latitude|Longitude|LocationInformation|^Location$|^City$|Sub-?location|Country|Province", "gps"),
    (r"Serial(Number|No)?|^BodyNumber|InternalSerial|CameraID|LensID$|UniqueCameraModel|UDID|DeviceID", "serial"),
    (r"PersonInImage|RegionPersonDisplayName|RegionName|^FaceName", "person"),
    (r"^(Artist|Author|Creator|By-?line.*|OwnerName|CameraOwnerName|XPAuthor|LastModifiedBy|LastSavedBy|Manager|"
     r"InitialCreator|Initial-creator|PrintedBy|Publisher|Rights|Copyright|CopyrightNotice|Credit|Writer-Editor|"
     r"CreatorWorkEmail|CreatorWorkURL|CreatorWorkTelephone|OwnerID|HostComputer|UserComment|Composer|Performer|"
     r"AlbumArtist|EncodedBy)$", "person"),
    (r"^Company$|Organi[sz]ation", "organisation"),
    (r"^(Make|Model|CameraModelName|LensModel|LensMake|LensInfo|Device(Manufacturer|ModelName)|Scanner.*)$", "device"),
    (r"DocumentID|InstanceID|OriginalDocumentID|ImageUniqueID|VersionID|History|DerivedFrom|MediaUniqueID|"
     r"ContentIdentifier|UUID|GUID|^ID$", "identifiers"),
    (r"^(Software|CreatorTool|Producer|ProcessingSoftware|Encoder|EncoderSettings|Application|AppVersion|Generator|"
     r"WriterName|HandlerVendorID|CreatorID|MuxingApp|WritingApp|Vendor|XMPToolkit)$", "software"),
    (r"Date|^CreateTime|^ModifyTime|TimeStamp|SubSecTime|OffsetTime|TimeZone", "dates"),
    (r"Thumbnail|PreviewImage|JpgFromRaw|^Picture|CoverArt|OtherImage|PhotoshopThumbnail", "preview"),
    (r"Path|FileName|Directory|Template|HyperlinkBase", "paths"),
    (r"Title|Subject|Keywords|Description|Caption|Comment|Headline|Instructions|^Album|Label|Category|Rating|"
     r"HistoryAction|Notes?$|Lyrics", "description"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _KINDS)
_TELLING = {"gps", "serial", "person", "organisation", "identifiers", "paths", "description"}
_NO_EVIDENCE = re.compile(r"^(SourceFile|ExifTool|System|File|Composite|JFIF|ZIP|Track\d*|PNG$|GIF$|ICC)")
_DESCRIBES_CONTENT = re.compile(
    r"(Track|Media)(Create|Modify)Date|TimeScale|MediaLanguageCode|MIMEType|PreviewDuration"
)


def kind_of_name(name: str) -> str | None:
    """Which kind of finding a tag or key of that name would be, if any."""
    return next((kind for pattern, kind in _COMPILED if pattern.search(name)), None)


def read_tags(path: Path) -> dict[str, Any]:
    """Every tag that exiftool finds, embedded ones included, as `Group:Name` → value. A failure is an empty answer."""
    told = read_many([path])
    return told[0] if told else {}


def read_many(paths: list[Path], *, seconds: int = 60) -> list[dict[str, Any]]:
    """The same of several files in one run."""
    if not paths:
        return []
    try:
        done = subprocess.run(  # noqa: S603
            # fmt: off
            ["/usr/bin/exiftool", "-ee", "-a", "-G1", "-j", "-q", "-q", "-m", "-struct", "-api", "largefilesupport=1",
             *map(str, paths)],
            # fmt: on
            capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        answer = json.loads(done.stdout.decode("utf-8", "replace"))
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return []
    return [told for told in answer if isinstance(told, dict)]


def note_evidence(path: Path, job: Job, *, words_stay: bool = False) -> dict[str, Any]:
    """Report what a file tells about people and machines, and remember the values that must not survive.

    Where `words_stay`, a title or a keyword is likely to be in the text too, and is not searched for.
    """
    tags = read_tags(path)
    seen: set[str] = set()
    for key, value in tags.items():
        group, _, name = key.partition(":")
        if group.startswith("ICC"):
            seen.add("colour_profile")
            continue
        if key == "File:Comment":
            seen.add("description")
        if key.endswith(":Orientation") and str(value) != "Horizontal (normal)":
            seen.add("orientation")
        if _NO_EVIDENCE.match(group) and not name.startswith(("Comment", "GPS")):
            continue
        if not str(value).strip(" \0-") or _DESCRIBES_CONTENT.search(name):
            continue
        if re.match(
            r"(Canon|Nikon|Sony|Olympus|Panasonic|Fuji|Apple|Samsung|Pentax|Casio|Minolta|Sanyo|Ricoh|MakerNote)", group
        ):
            seen.add("maker_notes")
        if key == "PDF:Creator":  # the program, whatever the name says
            seen.add("software")
            continue
        for pattern, kind in _COMPILED:
            if pattern.search(name):
                if kind == "gps" and name in ("GPSVersionID",):
                    break
                seen.add(kind)
                if kind in (_TELLING - {"description", "paths"} if words_stay else _TELLING):
                    _remember(value, job)
                break
    for kind in sorted(seen):
        job.note(kind)
    return tags


def _remember(value: object, job: Job) -> None:
    if isinstance(value, dict):
        for item in value.values():
            _remember(item, job)
    elif isinstance(value, list):
        for item in value:
            _remember(item, job)
    elif isinstance(value, str) and not value.startswith("(Binary data"):
        job.keep_secret(value)
