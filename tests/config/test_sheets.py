"""Style sheets: each component in one family, few requests a page, and what is read is what is written now."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from config.sheets import COMPONENTS, SheetFinder, assembled
from tests.databases import ROOT

TEMPLATES = ROOT / "templates"
STYLESHEET = re.compile(r"<link[^>]*stylesheet[^>]*>")
SHEET = re.compile(r"\{% static 'sheets/([\w-]+)\.css' %\}")
APART = ("leaks/source/", "events/print/")  # the drop brings its style inside, paper is drawn elsewhere


def linked() -> dict[str, list[str]]:
    """The style sheets that each template links, as they are written there."""
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        name = str(path.relative_to(TEMPLATES))
        if not name.startswith(APART) and (links := STYLESHEET.findall(path.read_text())):
            found[name] = links
    return found


def test_each_component_is_of_one_family():
    named = Counter(name for components in settings.SHEETS.values() for name in components)
    assert set(named) == {path.stem for path in COMPONENTS.glob("*.css")}, "a file of static/css/ that no page gets"
    assert max(named.values()) == 1, "in two families"


def test_templates_link_sheets_and_no_component():
    sheets = [SHEET.search(link) for links in linked().values() for link in links]
    assert {found and found[1] for found in sheets} == set(settings.SHEETS)


def test_page_asks_for_two_style_sheets_at_most():
    every = linked()
    assert len(every.pop("base.html")) == len(every.pop("bare.html")) == 1
    assert {name: links for name, links in every.items() if len(links) > 1} == {}


def test_sheet_has_its_components_in_their_order():
    text = Path(str(finders.find("sheets/site.css"))).read_text()
    assert text == "".join(assembled((name,)) for name in settings.SHEETS["site"])
    assert text.index(":root") < text.index(".skip-link") < text.index(".tract")


def test_sheet_says_what_its_components_say_now(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("config.sheets.COMPONENTS", tmp_path)
    settings.DATA_DIR, settings.SHEETS = tmp_path / "data", {"page": ("one", "two")}
    (tmp_path / "one.css").write_text("/* Why. */\n.a {\n  color: red;\n}\n")
    (tmp_path / "two.css").write_text('.a::after { content: "/* kept */"; } /* gone */\n')
    finder = SheetFinder()
    ((name, storage),) = finder.list(None)
    assert name == "sheets/page.css"
    said = '.a {\ncolor: red;\n}\n.a::after { content: "/* kept */"; }\n'
    assert Path(storage.path(name)).read_text() == said
    written = storage.get_modified_time(name)
    assert finder.find(name) == storage.path(name) and storage.get_modified_time(name) == written, "collected once"
    (tmp_path / "two.css").write_text(".b {}")
    assert Path(finder.find(name)).read_text().endswith(".b {}\n")
    assert [finder.find(other) for other in ("sheets/none.css", "css/page.css", "sheets/page")] == [[], [], []]
