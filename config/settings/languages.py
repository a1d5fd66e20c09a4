"""The site's languages: another is one more line here, and its catalogue in locale/."""

from collections.abc import Sequence

LANGUAGE_CODE = "fr"
LANGUAGES = [(LANGUAGE_CODE, "Français"), ("en", "English")]  # each as those call it who read it
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES


def prefix_of(languages: Sequence[tuple[str, str]]) -> str:
    """How a path begins, as a pattern: with "/" or "/<code>/", that of the first language too, which leads nowhere."""
    return f"/(?:(?:{'|'.join(code for code, _name in languages)})/)?"


# Every pattern of paths in settings and rooms begins with it; nginx takes any code (deploy/nginx/site.conf).
LANGUAGE_PREFIX = prefix_of(LANGUAGES)
