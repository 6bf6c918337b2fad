"""Colours that the colour-blind tell apart, as a hue and how much of it: the page mixes it with its ground.

Diverging and categorical steps are of Okabe & Ito ("Color Universal Design", 2008); sequential ones run
through lightness, so that they are told apart without hue as well.
"""

BELOW, ABOVE = "#d55e00", "#0072b2"
"""Of the data set's figure: the pair that stands for wrong and right all over the page."""

DIVERGING = (
    (BELOW, 1.0),
    (BELOW, 0.66),
    (BELOW, 0.33),
    ("", 0.0),
    (ABOVE, 0.33),
    (ABOVE, 0.66),
    (ABOVE, 1.0),
)
"""Far below to far above."""

SEQUENTIAL = ("#00224e", "#2a3f6d", "#575d6d", "#7d7c78", "#a59c74", "#d2c060", "#fee838")
"""Cividis (Nuñez, Anderton & Renslow, PLoS ONE 13, 2018), low to high."""

CATEGORIES = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")

OTHER = "#8a929b"
"""Values beyond those with a colour of their own."""
