"""A language more is a line in LANGUAGES and a catalogue: nothing else knows which languages there are."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.states import ROOMS, ROOT

LOOK = """
import django, json, re
django.setup()
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from accounts.kept_words import is_of_accounts, may_stay
from engine.page_cache import key_of
from safety.quiet import is_quiet, is_unlogged
from safety.uploads import body_kept, body_limit, room_rule
from leaks.views import answers

def asked(path):
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"localhost")]}

def said(prefix):
    drop, desk = f"{prefix}/leak/", f"{prefix}/desk/"
    writing = f"{prefix}/forum/forum/a-1/topic/create/"
    return {
        "quiet": [is_quiet(path) for path in (drop, desk)],
        "unlogged": is_unlogged(f"{prefix}/collectifs/invitation/abc/"),
        "limits": [body_limit(path) for path in (drop, desk, writing)],
        "kept": body_kept(drop), "room": room_rule(drop) is not None,
        "forgotten": [any(re.match(pattern, path) for pattern in settings.FORGOTTEN_PATHS) for path in (drop, desk)],
        "cached": [key_of(asked(path)) is not None for path in (drop, desk, f"{prefix}/agenda/", f"{prefix}/search/")],
        "words": [may_stay(desk), may_stay(drop), is_of_accounts(f"{prefix}/accounts/login/")],
    }

from campaign.models import SiteSettings
from wagtail.contrib.settings.views import get_setting_edit_handler
form = get_setting_edit_handler(SiteSettings).get_form_class()
typed = form({"footer_links-count": "0", "tagline_fr": "Ici", "tagline_oc": "Aicí"})
assert typed.is_valid(), typed.errors
site = typed.save(commit=False)
taglines = {"asked": [name for name in form().fields if name.startswith("tagline")], "kept": site.taglines}

with override("oc"):
    taglines["shown"] = site.tagline
    address = reverse("leaks:drop")
    others = [[other["code"], other["name"]] for other in answers._in_other_languages("leaks:drop")]
paths = {"fr": said(""), "en": said("/en"), "oc": said("/oc"), "to nowhere": said("/fr")}
print(json.dumps(paths | {"address": address, "others": others, "taglines": taglines}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the site with a third language says of its paths."""
    more = {"DJANGO_SETTINGS_MODULE": "tests.config.third_language", "DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=os.environ | more, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_pages_of_a_third_language_are_treated_like_those_of_the_first(found):
    assert found["oc"] == found["en"] == found["fr"] == found["to nowhere"]
    first = found["fr"]
    assert first["quiet"] == [True, False] and first["unlogged"] and first["forgotten"] == [True, True]
    assert first["cached"] == [False, False, True, False] and first["words"] == [False, True, True]


def test_drop_is_there_in_a_third_language_and_names_the_others(found):
    assert found["address"] == "/oc/leak/" and found["others"] == [["fr", "Français"], ["en", "English"]]


def test_tagline_is_written_and_shown_in_a_third_language(found):
    assert found["taglines"] == {
        "asked": ["tagline_fr", "tagline_en", "tagline_oc"],
        "kept": {"fr": "Ici", "oc": "Aicí"},
        "shown": "Aicí",
    }


def test_language_more_changes_no_table(tmp_path):
    more = {"DJANGO_SETTINGS_MODULE": "tests.config.third_language", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | more, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_server_in_front_keeps_quiet_in_every_language():
    (place,) = re.findall(r"location ~ (\S*leak\S*) \{", (ROOT / "deploy" / "nginx" / "site.conf").read_text())
    for path in ("/leak/", "/en/leak/", "/fr/leak/", "/oc/leak/suivi/", "/zh-hans/leak/"):
        assert re.search(place, path), path
    for path in ("/collectifs/leak-marseille/", "/collectifs/leak/", "/agenda/leak/", "/en/agenda/leak/"):
        assert not re.search(place, path), f"{path} belongs to the site, not to the drop"


def test_no_pattern_names_a_language_by_hand():
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]
    files += [file for file in (ROOT / "deploy").rglob("*") if file.is_file()]
    codes = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    by_hand = re.compile(rf"\((?:\?:)?(?:{codes})/\)\?")
    assert len(files) > 300
    assert [str(file.relative_to(ROOT)) for file in files if by_hand.search(file.read_text(errors="replace"))] == []
