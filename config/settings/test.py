"""Tests: a data folder of their own, fast password hashing, tasks done at once."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="campaign-test-")
os.environ.update(SECRET_KEY="a key for tests only, long enough to pass", DEBUG="0")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")

from config.settings.base import *  # noqa: E402, F403  (the environment must be complete first)
from config.settings.base import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
