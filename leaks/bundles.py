"""The bundle: message, cleaned files under neutral names, and a manifest, as one sealed tar."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any, cast

from safety.cleaning import Clean, Finding, Raw, Refused
from safety.sealing import Member, Recipients, Sealed, pack, seal

_NAMES = {"pdf": "document", "office": "document", "picture": "picture", "audio": "sound", "video": "video"}


def seal_bundle(
    *, message: str, files: Sequence[Clean], refused: Sequence[Refused], findings: Sequence[str], keys: Recipients
) -> Sealed:
    """Seal what the team reads. `findings`: what was taken out of the message itself."""
    members = [_text("message.txt", message)]
    described: list[dict[str, Any]] = []
    for number, clean in enumerate(files, start=1):
        name = f"files/{number}-{_NAMES.get(clean.family, clean.family)}.{clean.extension}"
        members.append(Member(name, clean.size, cast(Any, clean.body)))
        described.append(
            {
                "name": name,
                "media_type": clean.media_type,
                "size": clean.size,
                "sha256": clean.sha256,
                "removed": [_told(finding) for finding in clean.removed if not finding.is_remark],
                "remarks": [_told(finding) for finding in clean.removed if finding.is_remark],
            }
        )
    manifest = {
        "version": 1,
        "files": described,
        "refused": [{"code": refusal.code, "words": refusal.sentence} for refusal in refused],
        "message_removed": list(findings),
    }
    members.append(_text("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1)))
    return seal(pack(members), keys=keys)


def seal_originals(*, files: Sequence[Raw], keys: Recipients) -> Sealed:
    """Seal untouched originals to the smaller set, file names included: only those few people see them."""
    members, described = [], []
    for number, raw in enumerate(files, start=1):
        name = f"originals/{number}"
        raw.body.seek(0, io.SEEK_END)
        size = raw.body.tell()
        raw.body.seek(0)
        members.append(Member(name, size, raw.body))
        described.append({"name": name, "sent_as": raw.name, "size": size})
    members.append(_text("originals.json", json.dumps({"version": 1, "files": described}, ensure_ascii=False)))
    return seal(pack(members), keys=keys)


def _told(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "count": finding.count, "words": finding.words}


def _text(name: str, text: str) -> Member:
    content = text.encode()
    return Member(name, len(content), io.BytesIO(content))
