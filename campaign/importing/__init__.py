"""Reading what other sites export: feeds into entries, their HTML into blocks and footnotes. Nothing here writes."""
