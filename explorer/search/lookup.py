"""Which images a few words name, when there is no text tower: a set, not a ranking of all there is."""

from dataclasses import dataclass

import numpy as np

from explorer.search.text_columns import (
    INSIDE,
    OTHER_NUMBER,
    PREFIX,
    WORD,
    TextField,
    checked_words,
    rate_values,
)

FUNCTION_WORDS = frozenset("a an and are at by for from in is of on or that the this to with".split())
"""They name nothing, so that nothing need hold them."""

Levels = tuple[tuple[bool, float], ...]
FACTS, GUESSES = False, True
LEVELS = ((FACTS, WORD), (FACTS, PREFIX), (GUESSES, WORD), (FACTS, INSIDE), (GUESSES, PREFIX))
"""Where a word is sought and how it must be held there, best first: the first level at which any image holds
it says which images do. Where `cat` is a label, no catamaran is meant, and no guess of a cat."""

BESIDE_CLASSES = LEVELS[:-1]
"""Where the encoder's classes are searched by themselves, a guess of a cowboy hat is no cow."""


@dataclass(frozen=True)
class Lookup:
    """What some words were found in.

    Attributes
    ----------
    mask : (n,) bool
        The images that answer.
    scores : (n,) float32
        How well, in 0…1; 0 for those that do not.
    guessed : bool
        Whether a word was found only in what the encoder guessed.
    missing : tuple of str
        Words that no image holds.
    """

    mask: np.ndarray
    scores: np.ndarray
    guessed: bool
    missing: tuple[str, ...]


def look_up(fields: list[TextField], text: str, levels: Levels = LEVELS) -> Lookup:
    """Find the images that a few words name.

    Every word is looked up in every text column, without regard to case and diacritics, in facts before
    guesses (`LEVELS`). Those images answer that hold most of the words; where that is less than half of
    them, none does: an image that has one word of three by chance is no answer.

    Parameters
    ----------
    fields : list of TextField
        As `text_fields` prepares them; at least one.
    text : str
    levels : tuple
        Where words are sought and how they must be held there, best first.

    Returns
    -------
    Lookup
        The same for all images, whatever part of them is looked at.

    Raises
    ------
    InputError
        The text holds no letter and no digit, or is too long.
    """
    words = checked_words(text)
    whole = " ".join(words)
    naming = [word for word in words if word not in FUNCTION_WORDS] or words
    n = len(fields[0].codes)
    held, scores = np.zeros(n, np.int16), np.zeros(n, np.float32)
    guessed, missing = False, []
    for word in naming:
        mask, worth, guess = one_word(fields, word, whole, levels)
        if mask is None:
            missing.append(word)
            continue
        held += mask
        scores += np.where(mask, worth, 0)
        guessed |= guess
    most = int(held.max(initial=0))
    mask = (held == most) & (2 * most >= len(naming))
    return Lookup(mask, np.where(mask, scores / len(naming), 0).astype(np.float32), guessed, tuple(missing))


def one_word(
    fields: list[TextField], word: str, whole: str, levels: Levels
) -> tuple[np.ndarray | None, np.ndarray, bool]:
    """Return (n,) bool images that hold a word (None for none), what each is worth, and if it is a guess."""
    n = len(fields[0].codes)
    held = {kind: np.zeros(n, np.float32) for kind in (FACTS, GUESSES)}
    worth = {kind: np.zeros(n, np.float32) for kind in (FACTS, GUESSES)}
    for field in fields:
        # One entry more than there are values, so that the code -1 of a missing value finds a zero.
        quality = np.append(rate_values(field.values, word, whole), np.float32(0))
        if quality.any():
            each = quality[field.codes]
            np.maximum(held[field.guess], each, out=held[field.guess])
            np.maximum(worth[field.guess], each * np.float32(field.weight), out=worth[field.guess])
    for kind, least in levels:
        mask = held[kind] >= np.float32(least) * OTHER_NUMBER * OTHER_NUMBER
        if mask.any():
            return mask, worth[kind], kind
    return None, worth[FACTS], False
