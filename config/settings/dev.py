"""Development and `make run`: the same settings, with every required variable given a local default."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import BASE_DIR

if Path("/etc/contrechamp").is_dir():  # a second site beside the one that people use, with a database that nobody sees
    raise ImproperlyConfigured("This machine serves a site (/etc/contrechamp): development settings are refused here.")

_data = Path(os.environ.setdefault("DATA_DIR", str(BASE_DIR / "var")))
_data.mkdir(parents=True, exist_ok=True)
_key = _data / "secret_key"
if "SECRET_KEY" not in os.environ and not _key.exists():
    _key.touch(mode=0o600)
    _key.write_text(secrets.token_urlsafe(48))
os.environ.setdefault("SECRET_KEY", _key.read_text() if _key.exists() else "")
os.environ.setdefault("PORT", "8000")
os.environ.setdefault("EMAIL_URL", f"file://{_data.resolve()}/mail")
os.environ.setdefault("SITE_URL", f"http://localhost:{os.environ['PORT']}")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

from config.settings.base import *  # noqa: E402, F403  (the environment must be complete first)
