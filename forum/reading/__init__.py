"""Pages of forums and topics as they are read: their parts, who takes part, what is unread, feeds."""
