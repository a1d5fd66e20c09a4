"""Settings of every installation. Production is this file plus the environment; it is safe when nothing is set.

Every variable read here is described in docs/settings.md (a test keeps that page true).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from machina import MACHINA_MAIN_STATIC_DIR, MACHINA_MAIN_TEMPLATE_DIR

from config.settings.backups import *  # noqa: F403
from config.settings.cleaning import *  # noqa: F403
from config.settings.clock import *  # noqa: F403
from config.settings.engines import database, keep_private
from config.settings.environment import (
    BASE_DIR,
    debug_stays_home,
    email_settings,
    hour_of_day,
    known_time_zone,
    long_enough_key,
    named_hosts,
    onion_address,
    positive,
    read,
    redis_address,
    web_address,
    writable_folder,
)
from config.settings.guests import *  # noqa: F403
from config.settings.languages import *  # noqa: F403
from config.settings.languages import LANGUAGE_PREFIX, LANGUAGES
from config.settings.legal import *  # noqa: F403
from config.settings.logs import LOGGING  # noqa: F401
from config.settings.moments import DAYS, DAYS_AFTER, DAYS_BY_NIGHT  # noqa: F401
from config.settings.names import RESERVED_NAMES  # noqa: F401
from config.settings.people import *  # noqa: F403
from config.settings.places import *  # noqa: F403
from config.settings.policies import ADMIN_POLICY, PUBLIC_POLICY
from config.settings.secrecy import *  # noqa: F403
from config.settings.sheets import *  # noqa: F403

# -- The installation ------------------------------------------------------------------------------------------------
SECRET_KEY = read("str", "SECRET_KEY", check=long_enough_key)
SITE_URL = read("str", "SITE_URL", check=web_address).rstrip("/")
HEALTH_KEY = read("str", "HEALTH_KEY", "", check=lambda key: long_enough_key(key) if key else None)
ONION_URL = read("str", "ONION_URL", "", check=onion_address).rstrip("/")
ALLOWED_HOSTS = read("list", "ALLOWED_HOSTS", check=named_hosts)
DEBUG = read("bool", "DEBUG", False, check=lambda debug: debug_stays_home(debug, ALLOWED_HOSTS))
DATA_DIR = Path(read("str", "DATA_DIR", str(BASE_DIR / "var"), check=writable_folder)).resolve()

INSTALLED_APPS = [
    "config",
    "search",
    "leaks",
    "forum",
    "surveillance",
    "events.programme",
    "events",
    "campaign",
    "intake",
    "accounts",
    "engine",
    "places",
    "safety",
    "machina",
    "mptt",
    "haystack",
    "widget_tweaks",
    "machina.apps.forum",
    "forum.overrides.forum_conversation",
    "machina.apps.forum_conversation.forum_attachments",
    "forum.overrides.forum_conversation.forum_polls",
    "machina.apps.forum_feeds",
    "machina.apps.forum_moderation",
    "machina.apps.forum_search",
    "machina.apps.forum_tracking",
    "machina.apps.forum_member",
    "forum.overrides.forum_permission",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.sites",
    "accounts.cms_apps.CmsUsersConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_footnotes",
    "modelcluster",
    "taggit",
    "django_filters",
    "channels",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "config.admin_apps.DjangoAdminConfig",  # django.contrib.admin with our door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

# Every one of them must work sync: engine/asgi.py runs the whole chain in one thread hop.
MIDDLEWARE = [
    "leaks.middleware.one_size",
    "config.middleware.forget_where_from",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "config.middleware.hardening_headers",
    "config.middleware.onion_location",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.upgrading.say_closed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.printable_addresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.PeopleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sending.SendingMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.answer_like_the_site",
    "accounts.entrances.SayWhenHashingIsBusy",
    "forum.middleware.ForumPermissionMiddleware",
    "campaign.middleware.remember_site",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = read(
    "str",
    "ROOT_URLCONF",
    "config.urls",
    check=lambda name: None if name in ("config.urls", "config.urls_source") else "config.urls or config.urls_source.",
)
QUIET_PATHS = [LANGUAGE_PREFIX + r"leak(/|$)"]  # the source's door: what happens there is never written down
# Whoever read such an address in a log could use it: invitations, and private links (intake/links.py).
UNLOGGED_PATHS = [
    LANGUAGE_PREFIX + path
    for path in (
        "collectifs/invitation/",
        "collectifs/alertes/(oui|fin)/",
        "agenda/(inscription|proposition)/",
        "projets/suivi/",
    )
]
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first, so that every template of machina and allauth can be replaced.
        "DIRS": [BASE_DIR / "templates", MACHINA_MAIN_TEMPLATE_DIR],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["accounts.templatetags.tokens", "config.templatetags.buttons", "safety.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "machina.core.context_processors.metadata",
            ],
        },
    },
]

# Widgets of our own lie in templates/ with everything else.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# An address typed without its scheme means https, as it will by itself in Django 6.
FORMS_URLFIELD_ASSUME_HTTPS = True

if ROOT_URLCONF == "config.urls_source":  # the source's door alone loads no session, no account, no page, no forum
    INSTALLED_APPS = ["config", "leaks", "engine", "safety", "django.forms"]
    _NEEDED = ("one_size", "SecurityMiddleware", "_headers", "onion_location", "LocaleMiddleware", "CommonMiddleware")
    MIDDLEWARE = [path for path in MIDDLEWARE if path.endswith(_NEEDED)]
    TEMPLATES[0]["OPTIONS"] = {
        "context_processors": [],
        "builtins": ["config.templatetags.buttons", "safety.templatetags.words"],
    }
    QUIET_PATHS = [r"/"]  # who comes to the onion address comes for the door, wherever they knock
FULL_PAGES = [(pattern, "leaks.views.answers.full_page") for pattern in QUIET_PATHS]  # elsewhere the site's own
FULL_MIDDLEWARE = [path for path in MIDDLEWARE if path.endswith(GIVES_HEADERS)]  # noqa: F405
FORGOTTEN_PATHS = [*QUIET_PATHS, LANGUAGE_PREFIX + r"desk(/|$)"]  # what is sent and shown there does not stay in memory

# -- Engines ---------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": database("DATABASE_URL", DATA_DIR / "site.sqlite3"),
    "leaks": database("LEAKS_DATABASE_URL", DATA_DIR / "leaks.sqlite3"),
}
if DATABASES["leaks"]["ENGINE"] == "django.db.backends.sqlite3":
    keep_private(Path(DATABASES["leaks"]["NAME"]))
    # What is erased is overwritten, and the log file of the engine does not outlive a checkpoint.
    DATABASES["leaks"]["OPTIONS"]["init_command"] += " PRAGMA secure_delete=ON;"
DATABASE_ROUTERS = ["config.routers.LeaksRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"  # machina's migrations need it; our rooms set BigAutoField themselves

_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
REDIS_URL = read("str", "REDIS_URL", "", check=redis_address)
if REDIS_URL:
    _patience = {"socket_connect_timeout": 3, "socket_timeout": 3}  # seconds; nobody waits for ever at one that hangs
    _redis = {"LOCATION": REDIS_URL, "OPTIONS": _patience}
    _forgiving = {"BACKEND": "engine.redis_cache.ForgivingRedisCache", **_redis}
    CACHES: dict[str, dict[str, Any]] = dict.fromkeys(("default", "fragments", "sendings", "spent"), _forgiving)
    # Two processes that each kept for themselves would disagree on what is old; and the drop counts its own way.
    CACHES["versions"] = {"BACKEND": "engine.redis_cache.RedisVersions", **_redis}
    CACHES["counts"] = {"BACKEND": "engine.redis_cache.PlainRedisCache", **_redis}
else:
    # The counts of limits live here, small and many: nobody may push them out by making the site remember more.
    CACHES = {"default": {"BACKEND": _IN_MEMORY, "OPTIONS": {"MAX_ENTRIES": 100_000}}}
    CACHES["counts"] = CACHES["default"]
    # Who pays at many doors (engine/single_use.py) pushes out no count; past this a third may be spent again.
    CACHES["spent"] = {"BACKEND": _IN_MEMORY, "LOCATION": "spent", "OPTIONS": {"MAX_ENTRIES": 150_000}}
    # What was sent lately (accounts/sending.py): anybody makes two entries with each form, and pushes out no count.
    CACHES["sendings"] = {"BACKEND": _IN_MEMORY, "LOCATION": "sendings", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    # What the server must learn from the worker and from commands, and they from it (engine/versions.py).
    CACHES["versions"] = {"BACKEND": "engine.file_versions.FileLengths", "LOCATION": DATA_DIR / "versions"}
    # Drawn parts of pages, maps, calendars and minutes have a store of their own: large as they are, it holds fewer.
    CACHES["fragments"] = {"BACKEND": _IN_MEMORY, "LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 3000}}
_layer = {"BACKEND": "engine.redis_channels.SharedChannelLayer", "CONFIG": {"address": REDIS_URL}}
CHANNEL_LAYERS = {"default": _layer}
# Seconds after which an open page asks although it has a socket: without Redis the worker's news reach no socket.
LIVE_ASK_EVERY = 300 if REDIS_URL else 60
CACHES["machina_attachments"] = {"BACKEND": _IN_MEMORY, "LOCATION": "attachments"}
# Posters and pictures that events/printing.py drew: shared by every process, worth more than memory, lost without harm.
CACHES["drawings"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": DATA_DIR / "drawings",
    "OPTIONS": {"MAX_ENTRIES": 2000},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

# -- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.sessions"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # one way back, in accounts/

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "email"]  # the first is made of the public name
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"  # an address that is somebody's is accepted in silence, and its owner told
ACCOUNT_USER_DISPLAY = "accounts.models.shown_name"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True  # a password is changed when somebody else may know it
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the e-mail is optional, so it cannot be a condition of safety
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")  # localhost, while developing

# -- Languages -------------------------------------------------------------------------------------------------------
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = read("str", "TIME_ZONE", "Europe/Paris", check=known_time_zone)
USE_TZ = True

# -- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", MACHINA_MAIN_STATIC_DIR]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PUBLIC_MEDIA = ("images/", "avatars/")  # what /media/ serves to anybody; the rest leaves by the rooms' own views
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "spool"  # nameless encrypted files, see safety/spooling.py; always empty to look at
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["safety.uploads.SpoolUploadHandler"]
_MB = 1024 * 1024
BODY_LIMIT = read("int", "BODY_LIMIT_MB", 25, check=positive) * _MB
LEAKS_BODY_LIMIT = read("int", "LEAKS_BODY_LIMIT_MB", 250, check=positive) * _MB
BODY_LIMITS = [  # the first pattern that fits the path wins; a little more than the files, for the form around them
    (LANGUAGE_PREFIX + "leak/", LEAKS_BODY_LIMIT + _MB),
    (r"/cms/", read("int", "CMS_BODY_LIMIT_MB", 100, check=positive) * _MB),
]
# Pages where one writes in the forum: as many files as a message may have, and the message.
FORUM_FILES = read("int", "FORUM_FILES", 5, check=positive)
FORUM_FILE_MB = read("int", "FORUM_FILE_MB", 8, check=positive)
_forum_form = LANGUAGE_PREFIX + r"forum/forum/[^/]+/topic/(.+/)?(create|update)/$"
BODY_LIMITS.append((_forum_form, max(BODY_LIMIT, (FORUM_FILES * FORUM_FILE_MB + 1) * _MB)))
BODY_ROOM = [(LANGUAGE_PREFIX + "leak/", "leaks.flood.room")]  # paths where less than the limit may come in at times
BODY_KEPT = [(LANGUAGE_PREFIX + "leak/", _MB)]  # of a refused body, in memory: the words that stand before the files
BODY_DISCARD_LIMIT = 1024 * _MB  # how much past the limit is read and thrown away, so that a browser shows our page
# Seconds after which a body is given up of which no kilobyte came; nothing stands before the onion service to do it.
BODY_STILL_SECONDS = read("int", "BODY_STILL_SECONDS", 60, check=positive)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "leaks": {
        "BACKEND": "leaks.storage.SealedFileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "leaks", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "config.hashed_files.HashedFiles"},
}
for _store, _bucket, _backend in [  # private: what they hold leaves through our own addresses alone
    ("default", read("str", "S3_BUCKET", ""), "safety.storage.PrivateS3Storage"),
    ("leaks", read("str", "S3_LEAKS_BUCKET", ""), "leaks.object_storage.SealedS3Storage"),
]:
    if _bucket:
        STORAGES[_store] = {
            "BACKEND": _backend,
            "OPTIONS": {
                "bucket_name": _bucket,
                "endpoint_url": read("str", "S3_ENDPOINT_URL", check=web_address),
                "region_name": read("str", "S3_REGION", "") or None,
                "access_key": read("str", "S3_ACCESS_KEY"),
                "secret_key": read("str", "S3_SECRET_KEY"),
            },
        }

# -- Mail ------------------------------------------------------------------------------------------------------------
globals().update(email_settings(read("str", "EMAIL_URL")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("str", "EMAIL_FROM", f"noreply@{urlsplit(SITE_URL).hostname}")

# -- Wagtail ---------------------------------------------------------------------------------------------------------
# A shared password would have to be asked for, which tells that there is something: accounts and groups open pages.
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_SITE_NAME = "campagne"  # only until the campaign has a name of its own
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[Any] = []
WAGTAILIMAGES_IMAGE_MODEL = "campaign.CampaignImage"
WAGTAILDOCS_DOCUMENT_MODEL = "campaign.CampaignDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "campaign.uploads.CleanedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "campaign.uploads.CleanedDocumentForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# Articles wait for a second editor (campaign/models/review.py); other pages are published by one.
WAGTAIL_WORKFLOW_ENABLED = read("bool", "ARTICLE_REVIEW", False)
WAGTAIL_FINISH_WORKFLOW_ACTION = "campaign.publishing.publish_reviewed"
WAGTAIL_FOOTNOTES_REFERENCE_TEMPLATE = "campaign/footnote_reference.html"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor sends that many

# -- Forum -----------------------------------------------------------------------------------------------------------
MACHINA_FORUM_NAME = "Forum"
MACHINA_BASE_TEMPLATE_NAME = "base.html"
MACHINA_MARKUP_LANGUAGE: Any = ("safety.html.render_markdown", {})
MACHINA_MARKUP_WIDGET = "django.forms.Textarea"
MACHINA_USER_DISPLAY_NAME_METHOD = "get_full_name"
MACHINA_PROFILE_AVATARS_ENABLED = False

# -- The drop --------------------------------------------------------------------------------------------------------
LEAKS_ORGANISATION = read("str", "LEAKS_ORGANISATION", "")
LEAKS_FILES = read("int", "LEAKS_FILES", 10, check=positive)
LEAKS_MESSAGE_LIMIT = 100_000  # characters
LEAKS_PER_HOUR = read("int", "LEAKS_PER_HOUR", 60, check=positive)
LEAKS_BYTES_PER_DAY = read("int", "LEAKS_MB_PER_DAY", 20_000, check=positive) * _MB
LEAKS_DISK_FLOOR = read("int", "LEAKS_DISK_FLOOR_MB", 1_000, check=positive) * _MB
LEAKS_PER_CONVERSATION = read("int", "LEAKS_PER_CONVERSATION", 20, check=positive)
LEAKS_ONION_TIMES = read("int", "LEAKS_ONION_TIMES", 3, check=positive)
LEAKS_WAIT_SECONDS = read("int", "LEAKS_WAIT_SECONDS", 20, check=positive)
LEAKS_CLEANING_SECONDS = read("int", "LEAKS_CLEANING_SECONDS", 600, check=positive)
LEAKS_DESK_MINUTES = read("int", "LEAKS_DESK_MINUTES", 30, check=positive)
LEAKS_MAIL_HOUR = read("int", "LEAKS_MAIL_HOUR", 8, check=hour_of_day)
LEAKS_MAIL_EVERY = read(
    "str", "LEAKS_MAIL_EVERY", "day", check=lambda v: None if v in ("day", "week") else "day or week."
)

# -- Browser's guard rails -------------------------------------------------------------------------------------------
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [url for url in (SITE_URL, ONION_URL) if url]
# The server listens on this machine alone and the reverse proxy always sets this header: what it calls https is https.
# The addresses that pages print, and HSTS, follow from it. The onion address has no proxy and no TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = False  # the reverse proxy redirects; the onion address has no TLS
CSRF_FAILURE_VIEW = "accounts.sending.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's own previews say otherwise for themselves
CONTENT_SECURITY_POLICY: dict[str, Any] = PUBLIC_POLICY
ADMIN_CONTENT_SECURITY_POLICY: dict[str, Any] = ADMIN_POLICY
