"""Which style sheets the site has, and of which components each is put together (config/sheets.py).

A component is one file of static/css/; its place here is its place in the cascade. Every page asks for the first sheet.
A page that needs another links it in its block `head`, and asks for two at most. A sheet of its own is worth it for
kilobytes that few pages use (docs/decisions/021-one-sheet-a-family.md).
"""

SHEETS: dict[str, tuple[str, ...]] = {
    "site": (
        "fonts",
        "vars",
        "base",
        "layout",
        "header",
        "menu",
        "footer",
        "buttons",
        "forms",
        "notices",
        "boxes",
        "plates",
        "cards",
        "data",
        "prose",
        "article",
        "events",
        "projects",
        "share",
        "topics",
        "forum",
        "queue",
        "reading",
        "attachments",
        "writing",
        "decision",
        "poll",
        "accounts",
        "map",
        "collectives",
        "home",
        "print",
        "tools",
    ),
    "programme": ("timetable",),
    "style-page": ("style-page",),
}

STATICFILES_FINDERS = [
    "config.sheets.SheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
