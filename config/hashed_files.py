"""How static files are named where the site is served: by what they hold, so that browsers may keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with the modules that our scripts import named by their content as well.

    Without it a browser that kept a page's script would run it with siblings of the release after.
    """

    support_js_module_import_aggregation = True
