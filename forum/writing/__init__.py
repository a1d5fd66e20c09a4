"""Writing in a topic: messages, drafts, files, mentions, quotes, and what messages said before."""
