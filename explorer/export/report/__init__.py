"""A report of a subset in one HTML file: its tree, how well models do, what was found, and a datasheet."""
