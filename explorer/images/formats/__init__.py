"""Formats, colours and numbers that Pillow alone does not read as they are meant."""
