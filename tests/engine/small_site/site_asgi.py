"""What uvicorn runs."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"

from engine.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
