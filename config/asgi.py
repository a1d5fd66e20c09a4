"""Entry point of the server: HTTP through our handler, WebSockets through channels."""

import gc
import os

from safety.memory import begin_anew

begin_anew()
gc.disable()  # until all is loaded: nothing of it is garbage
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from django.conf import settings  # noqa: E402

from config.capacity import tell_what_lacks  # noqa: E402
from config.listening import Application, with_a_port  # noqa: E402
from engine.asgi import get_asgi_application, settle  # noqa: E402
from engine.descriptors import sparing  # noqa: E402
from engine.postgres import be_impatient  # noqa: E402

application: Application = get_asgi_application()  # sets Django up; what follows imports models

if settings.ROOT_URLCONF != "config.urls_source":  # the source's door alone has no sockets
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator

    from accounts.powers import with_people
    from config.sockets import websocket_urlpatterns

    # The origin is checked before the session is read: another site's page must not speak in its visitor's name.
    websocket = sparing(AllowedHostsOriginValidator(with_people(URLRouter(websocket_urlpatterns))))
    application = ProtocolTypeRouter({"http": application, "websocket": websocket})

application = with_a_port(application)
be_impatient()
settle()
gc.enable()
tell_what_lacks()
