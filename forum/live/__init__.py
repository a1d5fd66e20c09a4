"""What open pages are told over sockets: that something changed, never what, nor who reads it."""
