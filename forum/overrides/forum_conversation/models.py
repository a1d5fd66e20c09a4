"""Declared before machina's, which then keeps its hands off."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic


class Topic(AbstractTopic):
    """A topic outlives the account that opened it, with everybody's replies."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("author")
    )


class Post(AbstractPost):
    """A post outlives its author's account; `username` then keeps the public name, or nothing after an erasure."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("author"),
    )

    def clean(self) -> None:
        """machina demands an author or a visitor's key; a post whose author left has neither and can be edited."""


from machina.apps.forum_conversation.models import *  # noqa: E402, F403
