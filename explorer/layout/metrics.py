"""Measures of the treemap, in CSS pixels."""

OUTER_GAP = 8
"""Between the top groups of a view."""

INNER_GAP = 3
"""Between the cells inside a group."""

BAND = 16
"""Height of a title, which lies on the pictures."""

FRAME_SIDE = 120
"""A group has a title of its own from this width and height on."""

BAND_WIDTH, BAND_HEIGHT = 40, 20
"""A cell has a title from this width and height on."""

LEAST_SIDE = 48
"""No cell is narrower or lower, so that each can be seen, read and clicked."""

MANY = 100
"""Cells that draw this many thumbnails or more show images at the same rate."""

SPREAD = 1.2
"""Most that thumbnails an image may differ between such cells."""

FRAMES_FROM = 8
"""Fewer cells than this stand without frames."""
