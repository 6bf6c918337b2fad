"""Measures of the treemap, in CSS pixels."""

OUTER_GAP = 6
"""Between the top groups of a view."""

INNER_GAP = 2
"""Between the cells inside a group, and between them and its frame."""

BAND = 18
"""Height of a title band."""

FRAME_SIDE = 120
"""A frame has a title band from this width and height on."""

BAND_WIDTH, BAND_HEIGHT = 64, 60
"""A cell has a title band from this width and height on."""

LEAST_SIDE = 20
"""No cell is narrower or lower, so that each can be seen and clicked."""

PADDING = 2
"""Free around the thumbnails of a cell whose sides are `PADDED_FROM` or more."""

PADDED_FROM = 48

MANY = 100
"""Cells that draw this many thumbnails or more show images at the same rate."""

SPREAD = 1.2
"""Most that thumbnails an image may differ between such cells."""

FRAMES_FROM = 8
"""Fewer cells than this stand without frames."""
