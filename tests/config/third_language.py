"""The site with one language more, as whoever adds it would have it, for tests/config/test_languages.py."""

from config.settings import languages

languages.LANGUAGES.append(("oc", "Occitan"))  # of which Django knows nothing
languages.LANGUAGE_PREFIX = languages.prefix_of(languages.LANGUAGES)

from config.settings.dev import *  # noqa: E402, F403
