"""The smallest site around our handler: a few views, no database."""

from config.settings.test import *  # noqa: F403

INSTALLED_APPS = ["safety"]
ROOT_URLCONF = "site_urls"
BODY_LIMIT = 300_000
BODY_LIMITS = [(r"/large/", 200_000_000)]
BODY_DISCARD_LIMIT = 2_000_000
QUIET_PATHS = [r"/silent/"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
