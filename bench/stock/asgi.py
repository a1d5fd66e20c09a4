"""Stock machina under our handler: what is compared is what lies beneath it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.stock.settings")

from engine.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
