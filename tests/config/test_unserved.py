"""What this site does not serve is not loaded with it."""

import importlib
import subprocess
import sys

import pytest

from config.unserved import Nothing

LOADED = """
import config.asgi, sys
from django.apps import apps
from django.urls import get_resolver
assert apps.is_installed("wagtail.images") and get_resolver().url_patterns
print(*sorted({"ninja", "django"} & set(sys.modules)))
"""


def test_server_loads_no_api_for_programs():
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["django"]


def test_what_stands_for_it_does_nothing():
    module = importlib.import_module("wagtail.images.api.v3.router")
    assert isinstance(module.router, Nothing) and isinstance(module.router.anything("x", y=1), Nothing)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("wagtail.images.nothing")


def test_no_address_leads_to_it(client, db):
    for address in ("/api/v3/", "/api/v3/pages/", "/cms/api/v3/"):
        assert client.get(address).status_code in (302, 404)
