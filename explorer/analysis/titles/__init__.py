"""Titles of clusters: what tells each from its siblings, in a few words."""
