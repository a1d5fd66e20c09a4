"""Telling people of what happens in the forum: what they follow and mute, lines in the site, mails."""
