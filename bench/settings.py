"""The production settings, on a data folder of the bench's own, with one empty view beside the site's."""

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
