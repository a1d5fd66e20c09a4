"""machina's own migrations first, ours on top of them."""

from machina.apps.forum_conversation.forum_polls import migrations as stock

__path__ = [*__path__, *stock.__path__]
