"""The settings of machina's own installation guide, under the same server and handler as ours, on the same data."""

import os

import dj_database_url
from machina import MACHINA_MAIN_STATIC_DIR, MACHINA_MAIN_TEMPLATE_DIR

from config.settings.engines import _SQLITE_OPTIONS, KEPT_SECONDS

DATA_DIR = os.environ["DATA_DIR"]
SECRET_KEY = "a key for a benchmark only, of no use to anybody"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mptt",
    "haystack",
    "widget_tweaks",
    "machina",
    "machina.apps.forum",
    "machina.apps.forum_conversation",
    "machina.apps.forum_conversation.forum_attachments",
    "machina.apps.forum_conversation.forum_polls",
    "machina.apps.forum_feeds",
    "machina.apps.forum_moderation",
    "machina.apps.forum_search",
    "machina.apps.forum_tracking",
    "machina.apps.forum_member",
    "machina.apps.forum_permission",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "machina.apps.forum_permission.middleware.ForumPermissionMiddleware",
]
ROOT_URLCONF = "bench.stock.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [MACHINA_MAIN_TEMPLATE_DIR],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "machina.core.context_processors.metadata",
            ],
        },
    },
]
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("STOCK_DATABASE_URL", f"sqlite:///{DATA_DIR}/stock.sqlite3"))
}
DATABASES["default"]["CONN_MAX_AGE"] = KEPT_SECONDS  # our handler's threads keep theirs open, whoever's they are
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = dict(_SQLITE_OPTIONS)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "machina_attachments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attachments"},
    "versions": {"BACKEND": "engine.file_versions.FileLengths", "LOCATION": f"{DATA_DIR}/versions"},
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE = MACHINA_FORUM_TOPICS_NUMBER_PER_PAGE = 20  # as ours
LANGUAGE_CODE, USE_TZ, TIME_ZONE = "fr", True, "Europe/Paris"
STATIC_URL = "/static/"
STATICFILES_DIRS = [MACHINA_MAIN_STATIC_DIR]
LOGGING = {"version": 1, "root": {"level": "ERROR"}}

# What our handler asks for.
BODY_LIMIT, BODY_LIMITS, BODY_ROOM, BODY_KEPT, BODY_DISCARD_LIMIT, QUIET_PATHS = 10**7, [], [], [], 10**7, []
FILE_UPLOAD_TEMP_DIR = DATA_DIR
BODY_STILL_SECONDS, UNLOGGED_PATHS, FORGOTTEN_PATHS = 60, [], []
GUEST_PAGES_NEVER = ".*"
REQUEST_THREADS, LEAKS_THREADS, LIGHT_THREADS, LIGHT_PATHS = 8, 1, 1, r"/healthz$"
REQUEST_LINE, REQUEST_PATIENCE = 400, 20
