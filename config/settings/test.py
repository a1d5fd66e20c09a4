"""Tests: a data folder of their own, fast password hashing, tasks done at once."""

import os
import tempfile
import traceback

from django.core.signals import got_request_exception

# The servers that browser tests start share the data folder of the worker that started them.
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="contrechamp-test-")
os.environ.update(SECRET_KEY="a key for tests only, long enough to pass", DEBUG="0")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ["EMAIL_URL"] = f"file://{os.environ['DATA_DIR']}/mail"
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
if os.environ.get("REDIS_URL"):  # one Redis database a worker: they empty the cache between tests
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{1 + _worker % 15}"

from config.settings.base import *  # noqa: E402, F403  (the environment must be complete first)
from config.settings.base import DATABASES, STORAGES  # noqa: E402

for _database in DATABASES.values():  # no test outlives a power cut
    if _database["ENGINE"] == "django.db.backends.sqlite3":
        _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    else:
        _database["OPTIONS"]["options"] += " -c synchronous_commit=off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
if _failures := os.environ.get("FAILURES_FILE"):  # logs are silent under the drop's addresses

    def _say_why(file_name: str = _failures, **_: object) -> None:
        with open(file_name, "a") as file:
            traceback.print_exc(file=file)

    got_request_exception.connect(_say_why, weak=False)
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "mail"]}}
GUEST_PAGES_BEHIND = 0  # who posts in a test looks at once
