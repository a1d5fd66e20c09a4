"""Every WebSocket address, all below /ws/. Rooms bring their consumers; this file only says where they hang."""

from channels.generic.websocket import WebsocketConsumer
from django.urls import re_path

from forum.live.consumers import CountsConsumer, TopicConsumer


class Refusal(WebsocketConsumer):
    """An address that nobody listens at: closed before it is accepted, so that the browser sees a 403."""

    def connect(self) -> None:
        self.close()


websocket_urlpatterns = [
    re_path(r"^ws/forum/topics/(?P<topic_id>\d{1,9})/$", TopicConsumer.as_asgi()),
    re_path(r"^ws/counts/$", CountsConsumer.as_asgi()),
    re_path(r"", Refusal.as_asgi()),  # stays last
]
