"""Look at what came out of the cleaning with other tools: exiftool within an allow-list, and a search of every byte."""

from __future__ import annotations

import email
import importlib
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .detection import detect
from .evidence import read_many, read_tags
from .job import Job, Refusal

_STREAMS = (
    r"^(QuickTime|Track\d+|Matroska|MPEG|Opus|Vorbis|FLAC|RIFF|Theora):"
    r"(Audio\w+|Image(Width|Height)|SourceImage(Width|Height)|BitsPerSample|BlockSize(Max|Min)|FrameSize(Max|Min)|Channels|"
    r"MD5Signature|SampleRate|TotalSamples|ChannelMode|CopyrightFlag|Emphasis|IntensityStereo|MPEGAudioVersion|MSStereo|"
    r"OriginalMedia|DocType|DocTypeReadVersion|DocTypeVersion|Duration|EBMLReadVersion|EBMLVersion|Encoder|MuxingApp|"
    r"WritingApp|TagTrackUID|TrackUID|TimecodeScale|OpusVersion|OutputGain|CompatibleBrands|MajorBrand|MinorVersion|"
    r"(Media|Track)?(Create|Modify)Date|CurrentTime|Handler(Type|VendorID|Class|Description)|MatrixStructure|"
    r"MediaData(Offset|Size)|"
    r"(Movie|Media|Track)HeaderVersion|NextTrackID|PosterTime|Preferred(Rate|Volume)|Preview(Duration|Time)|"
    r"Selection(Duration|Time)|TimeScale|AvgBytesPerSec|Encoding|NumChannels|SampleCount|NumSampleFrames|AverageBitrate|"
    r"MaxBitrate|Balance|BitDepth|BufferSize|\w+Dimensions|CodecID|Color\w+|CompressorID|CompressorName|GraphicsMode|"
    r"MatrixCoefficients|VideoFullRangeFlag|Media(Duration|HeaderVersion|LanguageCode|TimeScale)|OpColor|PixelAspectRatio|"
    r"Track(Duration|ID|Language|Layer|Number|Type|Volume|Default|Forced)|TransferCharacteristics|VendorID|"
    r"Video\w+|[XY]Resolution|Vendor|VorbisVersion|(Nominal|Maximum|Minimum)Bitrate|FrameRate|Display(Width|Height|Unit)|"
    r"CropTop|CropBottom|CropLeft|CropRight|DefaultDuration|GeneralProfileSpace|CodecDelay|SeekPreRoll|MaxVideo\w+|"
    r"CleanAperture\w*|PurchaseFileFormat|LayoutFlags|Rotation|TheoraVersion|Quality|PixelFormat|Alpha\w+|StereoMode|"
    r"Media(White|Black)\w+|HDR\w*)$"
)
# Where a tag could hold words, only ours and the container's own may stand there.
_WORDS = re.compile(r"(Date|App|Encoder|Vendor|VendorID|CompressorName|HandlerDescription|UID|Language|LanguageCode)$")
_OUR_WORDS = re.compile(
    r"|0000:00:00 00:00:00|0|Lavf|Lavc( \w+)?|ffmpeg|FFmpeg|Apple|und|Unknown \(\d+\)|(Video|Sound|"
    r"Audio)Handler|\d{1,2}"
)
# Tags that describe the file as it is now, by what exiftool calls their groups. All the rest is residue.
_HARMLESS_GROUPS = re.compile(r"^(SourceFile|ExifTool|System|File|Composite|JFIF|APP14|ICC-header)")
_HARMLESS: dict[str, str] = {
    "picture": (
        r"^(PNG(-cICP|-pHYs)?|GIF|RIFF|IFD\d+|HEIC|Meta|QuickTime|BMP|AVIF):"
        r"(Image(Width|Height|Size|Length|SpatialExtent|PixelDepth|DataSize|DataOffset)|BitDepth|BitsPerSample|ColorType|Compression|"
        r"Filter|Interlace|Palette|Transparency|GIFVersion|HasColorMap|ColorResolutionDepth|BackgroundColor|AnimationIterations|"
        r"FrameCount|Duration|BitsPerPixel|TransparentColor|AnimationFrames|AnimationPlays|VP8Version|HorizontalScale|VerticalScale|WebP_Flags|AlphaIsUsed|"
        r"ALPH\w+|Alpha\w+|AnimationLoopCount|"
        r"PhotometricInterpretation|StripOffsets|SamplesPerPixel|RowsPerStrip|StripByteCounts|PlanarConfiguration|"
        r"ExtraSamples|Predictor|ColorMap|SubfileType|FillOrder|T4Options|T6Options|XResolution|YResolution|ResolutionUnit|SampleFormat|"
        r"MajorBrand|MinorVersion|CompatibleBrands|HandlerType|PrimaryItemReference|MetaImageSize|ExifImage.*|"
        r"HEVCConfigurationVersion|GeneralProfile.*|GenProfile.*|ConstraintIndicatorFlags|GeneralLevelIDC|MinSpatialSegmentationIDC|"
        r"ParallelismType|ChromaFormat|BitDepthLuma|BitDepthChroma|AverageFrameRate|ConstantFrameRate|NumTemporalLayers|TemporalIDNested|"
        r"ColorProfiles|ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag|Rotation|AV1Configuration.*|"
        r"SeqProfile|SeqLevelIdx0|ChromaSamplePosition|AuxiliaryImageType|"
        r"BMPVersion|Planes|ImageLength|PixelsPerMeter[XY]|NumColors|NumImportantColors|RedMask|GreenMask|BlueMask|AlphaMask|ColorSpace|"
        r"PixelUnits|PixelsPerUnit[XY]|PageCount|MediaDataSize|MediaDataOffset|PixelAspectRatio|ExifByteOrder)$"
    ),
    "pdf": r"^PDF:(PDFVersion|Linearized|PageCount|Language|PageLayout|PageMode|EmbeddedImage\w*|Warning)$",
    "office": (r"^(ZIP|XML|XMP-dc):(Zip.*|MIMEType)$|^XML:(Template|TotalEditTime|Pages|Words|DocSecurity)$"),
    "audio": _STREAMS,
    "video": _STREAMS,
    "text": r"^(HTML:(ContentType|HTTP-equiv.*)|JSON:.*)$",
    "mail": r"^$",
    "archive": r"^ZIP:Zip",
}
_ACTIVE = re.compile(
    rb"<\s*(script|link|iframe|object|embed|form|svg|base)\b|\son\w+\s*=|src=.(?!data:)|url\(", re.IGNORECASE
)
_FORBIDDEN_EVERYWHERE = re.compile(
    rb"<x:xmpmeta|<\?xpacket|http://ns\.adobe\.com/xap/|Exif\0\0|Photoshop 3\.0\0|8BIM\x04\x04|ICC_PROFILE\0"
)


_PART_HEADERS = re.compile(r"Content-(Type|Transfer-Encoding|Disposition)|MIME-Version", re.IGNORECASE)
_MAIL_HEADERS = re.compile(rf"From|Subject|Date|{_PART_HEADERS.pattern}", re.IGNORECASE)
_ENOUGH_TEXT = 2_000_000


def verify(path: Path, job: Job, *, family: str, extension: str, secrets: list[str]) -> list[str]:
    """What is wrong with a cleaned file; empty when nothing is."""
    named = job.path(extension)
    path.rename(named)
    try:
        kind = detect(named, hint=extension)
    except Refusal:
        return ["type"]
    if not _same_kind(kind, family, extension):
        return ["type " + kind]
    residue = []
    if family != "archive":
        residue += [f"tag {tag}" for tag in _unexpected_tags(named, family)]
    residue += _residue_in_bytes(named, job, family=family, secrets=secrets)
    return residue


def _same_kind(kind: str, family: str, extension: str) -> bool:
    found_family, _, found = kind.partition(":")
    if family in ("text", "mail"):
        return found_family in ("text", "html", "mail", "drawing")
    names = {"ooxml": "office", "odf": "office"}
    return names.get(found_family, found_family) == family and (
        found == extension or {found, extension} <= {"m4a", "mp4"}
    )


def _unexpected_tags(path: Path, family: str) -> list[str]:
    if family in ("text", "mail") and path.stat().st_size > _ENOUGH_TEXT:
        # exiftool counts the lines of a text to its end, which says nothing and takes minutes.
        with path.open("rb") as file:
            path = path.with_name(f"head{path.suffix}")
            path.write_bytes(file.read(_ENOUGH_TEXT))
    tags = read_tags(path)
    return _unexpected(tags, family) if tags else ["exiftool"]


def _unexpected(tags: dict[str, Any], family: str) -> list[str]:
    allowed = re.compile(_HARMLESS[family])
    unexpected = []
    for tag, value in tags.items():
        known = _HARMLESS_GROUPS.match(tag) or allowed.match(tag)
        if not known or tag == "File:Comment" or tag.startswith("Composite:GPS"):
            unexpected.append(tag)
        elif family in ("audio", "video") and not tag.startswith(("File", "System", "Exif", "Source", "Composite")):
            if _WORDS.search(tag) and not _OUR_WORDS.fullmatch(str(value).strip()):
                unexpected.append(f"{tag}={value}")
    return unexpected


def _residue_in_bytes(path: Path, job: Job, *, family: str, secrets: list[str]) -> list[str]:
    """Search the removed values and known carriers in the bytes, in the encodings that formats use."""
    patterns = [value.encode(code) for value in secrets for code in ("utf-8", "utf-16-le", "utf-16-be")]
    content = path.read_bytes()
    residue = []
    if family in ("picture", "pdf", "audio", "video"):
        residue += ["carrier" for _ in _FORBIDDEN_EVERYWHERE.findall(content)]
        residue += ["secret" for pattern in patterns if pattern in content]
    elif family == "office":
        from .office_search import search_package

        pictures: list[Path] = []
        residue += search_package(path, job, patterns, pictures) + _residue_by_mat2(path)
        seen = read_many(pictures)
        residue += ["exiftool"] * (len(seen) < len(pictures))
        residue += [f"{tag} of a picture" for told in seen for tag in _unexpected(told, "picture")]
    elif family == "archive":
        residue += _residue_in_members(path, job, secrets)
    elif family == "mail":
        residue += _residue_in_mail(content, job, secrets)
    elif family == "text":
        from .characters import normalise_lines
        from .text import pieces

        with path.open(encoding="utf-8", newline="") as text:
            residue += ["marks in the text" for piece in pieces(text) if normalise_lines(piece).text != piece]
        if path.suffix == ".html" and _ACTIVE.search(content):
            residue.append("active content")
    return residue


def _residue_in_mail(content: bytes, job: Job, secrets: list[str]) -> list[str]:
    """The headers of the allow-list, one plain text, attachments under our names, each verified like a file."""
    mail = email.message_from_bytes(content)
    parts = list(mail.walk())
    residue = [f"header {name}" for name in mail.keys() if not _MAIL_HEADERS.fullmatch(name)]
    residue += [f"header {name}" for part in parts[1:] for name in part.keys() if not _PART_HEADERS.fullmatch(name)]
    if re.search(r"\d:\d\d:(?!00)|\d:(?!00)\d\d", str(mail.get("Date", ""))):
        residue.append("hour")
    for part in parts:
        if part.is_multipart() or part.get_content_type() == "text/plain" and not part.get_filename():
            continue
        found = re.fullmatch(r"\d+-(\w+)\.(\w+)", part.get_filename() or "")
        inner = part.get_payload(decode=True)
        if not found or not isinstance(inner, bytes):
            residue.append("attachment")
            continue
        residue += verify(job.write(inner), job, family=found[1], extension=found[2], secrets=secrets)
    return residue


def _residue_by_mat2(path: Path) -> list[str]:
    """The second witness for office files. mat2 tells of emptied properties too: only words count."""
    import logging

    logging.disable(logging.CRITICAL)
    importlib.import_module("libmat2.parser_factory")  # its modules import one another: this one must come first
    office = importlib.import_module("libmat2.office")

    kind = office.MSOfficeParser if path.suffix in (".docx", ".xlsx", ".pptx") else office.LibreOfficeParser
    try:
        told = kind(str(path)).get_meta()
    except Exception as error:  # noqa: BLE001  # a parser that stumbles has not verified anything
        return [f"mat2 {type(error).__name__}"]
    # Of a picture mat2 tells all that exiftool knows, colours included: those are judged by their own allow-list.
    return [f"mat2 {name}" for name in told if not re.search(r"(^|/)(media|Pictures)/", name)]


def _residue_in_members(path: Path, job: Job, secrets: list[str]) -> list[str]:
    """Every member is verified like a file of its own, and says nothing of what was taken out of its neighbours."""
    residue = []
    for name, content in _unpacked(path):
        found = re.fullmatch(r"\d{3}-(\w+)\.(\w+)", name)
        if not found:
            return ["name of a member"]
        family, extension = found.groups()
        if family in ("text", "mail") and job.thorough:
            residue += ["secret in a member" for value in secrets if value.encode() in content]
        residue += verify(job.write(content), job, family=family, extension=extension, secrets=secrets)
    return residue


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, archive.read(info)
        return
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if member.mtime or member.uname or member.gname or member.uid or file is None:
                yield "record of a member", b""
            else:
                yield member.name, file.read()
