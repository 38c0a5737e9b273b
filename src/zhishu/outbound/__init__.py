"""Calling out: the only room that opens a connection to another machine, and only to where an administrator set it."""
