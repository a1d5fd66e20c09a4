"""Writing in a topic: messages, drafts, files, mentions, quotes, earlier versions, and what becomes of them all."""
