"""Asking many in a topic: decisions of those whom a forum belongs to, and polls for everybody who writes there."""
