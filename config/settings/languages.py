"""The site's languages: another is one more line here, and its catalogue in locale/."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

LANGUAGE_CODE = "fr"
LANGUAGES = [(LANGUAGE_CODE, _("French")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES


def prefix_of(languages: Sequence[tuple[str, object]], *, first: str) -> str:
    """How a path begins, as a pattern: with "/" alone in the first language, with "/<code>/" in the others."""
    others = "|".join(code for code, _name in languages if code != first)
    return f"/(?:(?:{others})/)?" if others else "/"


# Every pattern of paths in settings and rooms begins with it; nginx takes any code (deploy/nginx/site.conf).
LANGUAGE_PREFIX = prefix_of(LANGUAGES, first=LANGUAGE_CODE)
