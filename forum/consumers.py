"""WebSockets of the forum: an open topic's page is told that something new was said. Nothing about who reads."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from forum.queries import Post, visible_topics
from forum.receivers import topic_group


class TopicConsumer(AsyncJsonWebsocketConsumer):
    """`/ws/forum/topics/<id>/`: open to whom the topic's page is open, guests included. What it is sent, it ignores."""

    groups: list[str] = []

    async def connect(self) -> None:
        """Accept readers; a topic that may not be read is closed like one that does not exist."""
        self.topic_id = int(self.scope["url_route"]["kwargs"]["topic_id"])
        if not await self._may_read():
            await self.close(code=4404)
            return
        await self.channel_layer.group_add(topic_group(self.topic_id), self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the topic's group."""
        await self.channel_layer.group_discard(topic_group(self.topic_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Readers have nothing to say here: no presence, no typing indicator."""

    async def post_published(self, event: dict[str, Any]) -> None:
        """Pass the news on, if this person may still read the topic: rights change while a page is open."""
        if not await self._may_read():
            await self.close(code=4404)
            return
        if await self._is_shown(event["post"]):
            await self.send_json({"post": event["post"]})

    @database_sync_to_async
    def _may_read(self) -> bool:
        user = self.scope.get("user") or AnonymousUser()
        if user.is_authenticated:
            user = get_user_model().objects.filter(pk=user.pk or 0, is_active=True).first() or AnonymousUser()
        return bool(visible_topics(user).filter(pk=self.topic_id).exists())

    @database_sync_to_async
    def _is_shown(self, post_id: int) -> bool:
        return bool(Post.objects.filter(pk=post_id, topic_id=self.topic_id, approved=True).exists())
