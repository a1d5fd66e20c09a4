"""Looking after what is said: flags, what waits, hiding, removing, suspensions, whole topics; the log of it all."""
