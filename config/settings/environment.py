"""Typed reading of the environment: one reader for every variable the product knows (docs/settings.md lists them).

A check returns a sentence when the value is wrong, else None.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environs import Env, EnvError

from safety.sealing import BadKey, check_public_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

_env = Env()


def read(kind: str, name: str, *default: Any, check: Callable[[Any], str | None] | None = None) -> Any:
    """Return variable `name` as `kind` (an environs reader: str, int, bool, list …), or the default when it is unset.

    Without a default the variable is required and may not be empty. Raises ImproperlyConfigured naming the variable,
    so that the server refuses to start and says why.
    """
    if " # " in os.environ.get(name, ""):
        # An environment file of systemd knows comments on lines of their own alone; this one became a value.
        raise ImproperlyConfigured(f"{name}: a comment stands behind the value. Put it on a line of its own.")
    if not os.environ.get(name, "").strip():
        # Empty means unset: service managers and shells cannot always tell the two apart.
        if not default:
            raise ImproperlyConfigured(f"{name}: is not set, and there is no safe default. See docs/settings.md.")
        value = default[0]
    else:
        try:
            value = getattr(_env, kind)(name)
        except (EnvError, ValueError) as error:
            raise ImproperlyConfigured(f"{name}: {error}") from None
    complaint = check(value) if check else None
    if complaint:
        raise ImproperlyConfigured(f"{name}: {complaint}")
    return value


# -- Checks ------------------------------------------------------------------------------------------------------------
def long_enough_key(key: str) -> str | None:
    """A key that can't be guessed."""
    return None if len(key) >= 32 and len(set(key)) >= 8 else "needs at least 32 characters, chosen at random."


def web_address(url: str) -> str | None:
    """An http(s) address of a host, without path."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"{url!r} must start with http:// or https:// and name a host."
    return f"{url!r} must end after the host." if parts.path.strip("/") or parts.query or parts.fragment else None


def onion_address(url: str) -> str | None:
    """Nothing, or the address of an onion service."""
    if url and not (urlsplit(url).hostname or "").endswith(".onion"):
        return f"{url!r} is not the address of an onion service, such as http://….onion."
    return web_address(url) if url else None


def named_hosts(hosts: Iterable[str]) -> str | None:
    """Hosts by their names."""
    names = [host.strip() for host in hosts]
    if not names or not all(names):
        return "names no host. Give the names this site answers to, separated by commas."
    return "lets every host in with *. Name each one." if "*" in names else None


def debug_stays_home(debug: bool, hosts: Iterable[str]) -> str | None:
    """Error pages of DEBUG show what people sent; they may be seen on this machine only."""
    strangers = sorted(set(hosts) - LOOPBACK)
    return (
        f"is refused while ALLOWED_HOSTS reaches beyond this machine ({', '.join(strangers)})."
        if (debug and strangers)
        else None
    )


def writable_folder(path: str) -> str | None:
    """A folder that exists or can be made, and in which we may write."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{folder} cannot be made: {error.strerror}."
    return None if os.access(folder, os.W_OK | os.X_OK) else f"{folder} is not writable."


def redis_address(url: str) -> str | None:
    """Nothing, or the address of a Redis server."""
    ok = not url or urlsplit(url).scheme in ("redis", "rediss", "unix")
    return None if ok else f"{url.split('@')[-1]!r} must start with redis://, rediss:// or unix://."


def known_time_zone(name: str) -> str | None:
    """A zone of the tz database."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder, a path outside, an unknown name
        return f"{name!r} is not a time zone, such as Europe/Paris."
    return None


def positive(number: int) -> str | None:
    """One or more."""
    return None if number > 0 else f"{number} must be 1 or more."


def one_to(most: int) -> Callable[[int], str | None]:
    """From one to so many."""
    return lambda number: None if 1 <= number <= most else f"{number} must be from 1 to {most}."


def age_keys(keys: Iterable[str]) -> str | None:
    """None or some public keys of age."""
    try:
        for key in keys:
            check_public_key(key)
    except BadKey as error:
        return str(error)
    return None


def days_or_none(number: int) -> str | None:
    """A number of days, or 0 for none."""
    return None if number >= 0 else f"{number} must be 0 or more."


def mail_address(address: str) -> str | None:
    """Nothing, or an e-mail address."""
    try:
        validate_email(address or "nobody@example.org")
    except ValidationError:
        return f"{address!r} is not an e-mail address."
    return None


def hour_of_day(number: int) -> str | None:
    """An hour on the clock."""
    return None if 0 <= number <= 23 else f"{number} must be an hour from 0 to 23."


# -- Mail --------------------------------------------------------------------------------------------------------------
def email_settings(url: str) -> dict[str, Any]:
    """Django's settings for an EMAIL_URL.

    `console:`, `file:///folder`, `smtp://user:password@host:port` (plain, or with `?tls=1` STARTTLS) and `smtps://…`.
    """
    parts = urlsplit(url)
    backend = "django.core.mail.backends.{}.EmailBackend"
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend.format("console")}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": backend.format("filebased"), "EMAIL_FILE_PATH": unquote(parts.path)}
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == 0:
        raise ImproperlyConfigured(
            "EMAIL_URL: must be console:, file:///folder, smtp://user:password@host:port?tls=1 or smtps://…"
        )
    starttls = parse_qs(parts.query).get("tls", ["0"])[-1] in ("1", "true", "yes")
    return {
        "EMAIL_BACKEND": backend.format("smtp"),
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or {"smtps": 465}.get(parts.scheme, 587 if starttls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
