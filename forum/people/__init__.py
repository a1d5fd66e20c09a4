"""People as others read them: profiles, badges, letters passed on to them, and the words of those who leave."""
