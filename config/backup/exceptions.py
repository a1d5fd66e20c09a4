"""Why no copy was made, or none put back: each in a sentence for the operator."""

from __future__ import annotations


class BackupFailed(Exception):
    """An archive was not made; nothing stands under its final name."""


class RestoreRefused(Exception):
    """An archive is not put back: it does not fit, or there is something that it would replace."""
