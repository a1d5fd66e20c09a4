"""Entry point of the server: HTTP through our handler, WebSockets through channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from django.conf import settings  # noqa: E402

from safety.asgi import get_asgi_application, settle  # noqa: E402

application = get_asgi_application()  # sets Django up; what follows imports models

if settings.ROOT_URLCONF == "config.urls":  # the source's door alone has no sockets
    from channels.auth import AuthMiddlewareStack
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator

    from config.sockets import websocket_urlpatterns

    # The origin is checked before the session is read: another site's page must not speak in its visitor's name.
    websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
    application = ProtocolTypeRouter({"http": application, "websocket": websocket})

settle()
