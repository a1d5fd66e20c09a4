"""What a source is told of their files, from the cleaner to the page, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from safety.cleaning import Finding, Refused


@dataclass(frozen=True)
class FileReport:
    """What the source is told of one of their files: what went, or why it was refused. Kept nowhere."""

    name: str
    removed: tuple[Finding, ...] = ()
    refusal: Refused | None = None
    original_kept: bool = False
    offers_pages: bool = False  # something hidden was found, or remained: pictures of the pages would be surer
    stays: str = ""

    @property
    def taken_out(self) -> list[Finding]:
        """What is no longer in the file."""
        return [finding for finding in self.removed if not finding.is_remark]

    @property
    def remarks(self) -> list[Finding]:
        """What the source must know besides: a warning, a changed format."""
        return [finding for finding in self.removed if finding.is_remark]
