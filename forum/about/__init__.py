"""Topics about something of a room below: an event, a surveillance project, a commune where people find each other."""
