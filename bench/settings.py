"""The production settings, on a data folder of the bench's own, with two views beside the site's: one that is
empty, one that tells how often pages were computed.
"""

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MIDDLEWARE = ["bench.counting.count_computed", *MIDDLEWARE]  # noqa: F405
