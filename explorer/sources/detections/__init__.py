"""Boxes that models give for images that have annotations: read, matched, and made columns of the objects."""
