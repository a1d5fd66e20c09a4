"""Look at what came out of the cleaning with other tools: exiftool within an allow-list, and a search of every byte."""

from __future__ import annotations

import re
from pathlib import Path

from .detection import detect
from .evidence import read_tags
from .job import Job, Refusal

# Tags that describe the file as it is now, by what exiftool calls their groups. All the rest is residue.
_HARMLESS_GROUPS = re.compile(r"^(SourceFile|ExifTool|System|File|Composite|JFIF|APP14|ICC-header)")
_HARMLESS: dict[str, str] = {
    "picture": (
        r"^(PNG(-cICP|-pHYs)?|GIF|RIFF|IFD\d+|HEIC|Meta|QuickTime|BMP|AVIF):"
        r"(Image(Width|Height|Size|Length|SpatialExtent|PixelDepth|DataSize|DataOffset)|BitDepth|BitsPerSample|ColorType|Compression|"
        r"Filter|Interlace|Palette|Transparency|GIFVersion|HasColorMap|ColorResolutionDepth|BackgroundColor|AnimationIterations|"
        r"FrameCount|Duration|AnimationFrames|AnimationPlays|VP8Version|HorizontalScale|VerticalScale|WebP_Flags|AlphaIsUsed|"
        r"ALPHPreprocessing|ALPHFiltering|ALPHCompression|AnimationLoopCount|"
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
    "pdf": r"^PDF:(PDFVersion|Linearized|PageCount)$",
    "office": (r"^(ZIP|XML|XMP-dc):(Zip.*|MIMEType)$|^XML:(Template|TotalEditTime|Pages|Words|DocSecurity)$"),
    "audio": r"",
    "video": r"",
    "text": r"^(HTML(-.*)?|JSON|Text):",
    "mail": r"^(EML|Text):",
    "archive": r"^ZIP:Zip",
}
_FORBIDDEN_EVERYWHERE = re.compile(
    rb"<x:xmpmeta|<\?xpacket|http://ns\.adobe\.com/xap/|Exif\0\0|Photoshop 3\.0\0|8BIM\x04\x04|ICC_PROFILE\0"
)


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
    residue = [f"tag {tag}" for tag in _unexpected_tags(named, family)]
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
    tags = read_tags(path)
    if not tags:
        return ["exiftool"]
    allowed = re.compile(_HARMLESS[family]) if _HARMLESS[family] else None
    unexpected = []
    for tag in tags:
        if tag in ("File:Comment",) or not (_HARMLESS_GROUPS.match(tag) or (allowed and allowed.match(tag))):
            unexpected.append(tag)
        elif tag.startswith("Composite:GPS"):
            unexpected.append(tag)
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

        residue += search_package(path, job, patterns)
    return residue
