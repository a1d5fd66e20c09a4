"""The site with one language more, as whoever adds it would have it, for tests/config/test_languages.py."""

from config.settings import languages

languages.LANGUAGES.append(("eu", "Basque"))
languages.LANGUAGE_PREFIX = languages.prefix_of(languages.LANGUAGES, first=languages.LANGUAGE_CODE)

from config.settings.dev import *  # noqa: E402, F403
