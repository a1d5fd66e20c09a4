"""Earlier keys that still open what they sealed, and for how much of a name browsers are told to keep to https."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings.environment import long_enough_key, read


def _long_enough(keys: Iterable[str]) -> str | None:
    return next(filter(None, map(long_enough_key, keys)), None)


SECRET_KEY_FALLBACKS: list[str] = read("list", "SECRET_KEY_FALLBACKS", [], check=_long_enough)
# A promise that browsers keep for a year, for names that may be somebody else's: made when asked for alone.
SECURE_HSTS_INCLUDE_SUBDOMAINS: bool = read("bool", "HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD: bool = read(
    "bool",
    "HSTS_PRELOAD",
    False,
    check=lambda on: "needs HSTS_SUBDOMAINS=1." if on and not SECURE_HSTS_INCLUDE_SUBDOMAINS else None,
)
# W008: the proxy redirects (SECURE_SSL_REDIRECT in base.py); the two others say what stands above.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
