"""Entry point of the server: HTTP through our handler, WebSockets through channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from safety.asgi import get_asgi_application, settle  # noqa: E402

http = get_asgi_application()  # sets Django up; what follows imports models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from config.sockets import websocket_urlpatterns  # noqa: E402

# The origin is checked before the session is read: another site's page must not speak in its visitor's name.
websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

application = ProtocolTypeRouter({"http": http, "websocket": websocket})
settle()
