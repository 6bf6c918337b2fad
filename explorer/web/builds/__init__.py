"""Builds of an index that a server holds: the open one, what is cached of it, and a newer one after it."""
