"""What a person may answer about an image that was found, in a review of one after the other."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewAnswer:
    """One answer, which is a decision about the image.

    Attributes
    ----------
    key : str
        The letter that gives it, in lower case.
    words : str
        On its button; `{suggested}` stands for the label that is suggested.
    decides : str
        Kind of the decision: `corrected`, `verdict` or `tag`.
    outcome : str
        What is counted of the images that were answered so: `corrected`.
    name : str
        Of the verdict or the tag; empty for a label.
    asks : bool
        Whether the label is chosen by the person, and not the one that is suggested.
    others : bool
        Whether it is about the other copies of the picture, and this one stays.
    """

    key: str
    words: str
    decides: str
    outcome: str
    name: str = ""
    asks: bool = False
    others: bool = False


REMOVE = "remove"
"""The tag of what is to be left out of the cleaned data."""
