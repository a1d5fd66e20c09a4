"""No process builds what no address of the site leads to."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from config.left_out import LEFT_OUT, leave_out


def test_no_process_builds_wagtails_third_interface():
    """What it is made of is loaded by nothing else."""
    assert settings.INSTALLED_APPS[0] == "config", "gets ready before Wagtail's apps ask"
    assert "ninja" not in sys.modules and find_spec("ninja"), "loaded, or gone from what Wagtail is made of"
    assert set(LEFT_OUT) <= set(sys.modules)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_each_name_is_one_that_wagtail_has(name):
    path = Path(find_spec("wagtail").origin).parent.joinpath(*name.split(".")[1:])
    assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@pytest.mark.parametrize("installed", [{"wagtail", "wagtail.api.v3"}, set()], ids=["all of Wagtail", "the door alone"])
def test_site_that_installs_the_interface_has_it_and_one_without_wagtail_nothing_of_it(monkeypatch, installed):
    for name in LEFT_OUT:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(apps, "is_installed", lambda name: name in installed)
    leave_out()
    assert not set(LEFT_OUT) & set(sys.modules)
