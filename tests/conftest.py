"""The cast: people every test knows. `outsider` is signed in, belongs to nothing and must fail in every room."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection

# How long an example takes says something of the machine, not of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# Each of the hundreds of processes that tests start would otherwise compile the whole site for itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = ["tests.databases", "tests.browsers", "tests.redis_servers"]

PASSWORD = "correct horse battery staple"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than processors: a good part of a test's time goes by waiting for servers and browsers."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """Nothing that is loaded meanwhile is garbage; to look for some is a tenth of that work."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded by now stays until the end: looking through it for garbage is a tenth of all the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Rate limits and cached pages of one test are nothing to the next."""
    from django.core.cache import caches

    for name in caches.settings:
        caches[name].clear()
    yield


@pytest.fixture(autouse=True)
def nameless_mails(settings: Any) -> None:
    """Every mail of every test is looked at as it is sent (tests/mailing.py)."""
    settings.EMAIL_BACKEND = "tests.mailing.NamelessBackend"


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """A request to an English address leaves its thread speaking English; the next test must not notice."""
    from django.utils import translation

    translation.deactivate()
    yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real data (CORPUS_DIR, ../shared/data when unset); tests that need it are skipped without it."""
    folder = Path(os.environ.get("CORPUS_DIR", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"The real data are not at {folder}: set CORPUS_DIR.")
    return folder


def make_user(name: str, *, groups: tuple[str, ...] = (), second_factor: bool = False) -> Any:
    """A person with a password; with `second_factor` also a working authenticator app."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    user = get_user_model().objects.create_user(username=name, password=PASSWORD, public_name=name.capitalize())
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    if second_factor:
        TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def member(db: None, collective: Any) -> Any:
    """A signed-up person who belongs to `collective`."""
    user = make_user("membre")
    collective.memberships.create(user=user, role="member")
    return user


@pytest.fixture
def organiser(db: None, collective: Any) -> Any:
    """Runs `collective`."""
    user = make_user("referente")
    collective.memberships.create(user=user, role="organiser")
    return user


@pytest.fixture
def moderator(db: None) -> Any:
    """Moderates the whole campaign, second factor included."""
    return make_user("moderation", groups=("campaign-moderators",), second_factor=True)


@pytest.fixture
def outsider(db: None) -> Any:
    """Signed in, belongs to nothing: the refusal of every permission."""
    return make_user("passante")


@pytest.fixture
def recipient(db: None) -> Any:
    """May see the desk's door, second factor included; who reads is the desk's own membership."""
    return make_user("permanence", groups=("leak-recipients",), second_factor=True)


@pytest.fixture
def source(db: None) -> Any:
    """Someone nobody knows, without cookie: a fresh client."""
    from django.test import Client

    return Client()


@pytest.fixture
def commune(db: None) -> Any:
    """Marseille."""
    from places.models import Commune

    return Commune.objects.get_or_create(
        insee="13055",
        defaults={
            "name": "Marseille",
            "slug": "marseille",
            "search_name": "marseille",
            "departement_code": "13",
            "departement": "Bouches-du-Rhône",
            "region": "Provence-Alpes-Côte d'Azur",
            "latitude": 43.2967,
            "longitude": 5.3764,
            "population": 873_076,
            "area_km2": 240.6,
        },
    )[0]


@pytest.fixture
def collective(db: None, commune: Any) -> Any:
    """An approved, active collective of `commune`."""
    from django.utils import timezone

    from campaign.models import Collective

    return Collective.objects.create(
        name="Marseille à découvert",
        slug="marseille-a-decouvert",
        commune=commune,
        status=Collective.Status.ACTIVE,
        approved_at=timezone.now(),
    )


@pytest.fixture
def no_nul(db: None) -> Iterator[None]:
    """Any database answers here as PostgreSQL does when it is handed a NUL."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if any(isinstance(one, str) and "\0" in one for one in params or ()):
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def session_of(user: Any) -> str:
    """The key of a new session in which the user has given the password, and the second factor when they have one."""
    return str(signed_in_client(user).session.session_key)


def signed_in_client(user: Any) -> Any:
    """A client signed in the way allauth's own login leaves a session."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    now = time.time()
    records: list[dict[str, Any]] = [{"method": "password", "at": now, "username": user.username}]
    records += [{"method": "mfa", "at": now, "id": a.pk, "type": a.type} for a in user.authenticator_set.all()]
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def client_of(db: None) -> Callable[[Any], Any]:
    """`client_of(user)`: a test client signed in as that person."""
    return signed_in_client


@pytest.fixture
def run_tasks(django_capture_on_commit_callbacks):
    """`with run_tasks():` what follows a transaction happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
