"""Entry point of the server: HTTP through our handler, WebSockets through channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from safety.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
