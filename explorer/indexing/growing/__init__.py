"""Builds on the way to the whole one: a first map within seconds, and the rest in the background."""
