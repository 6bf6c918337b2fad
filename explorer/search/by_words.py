"""Which images a few words name: people's words for them first, then what the encoder's classes say.

A word is sought in labels, names and other text. Where it names classes of the encoder, images of which
nobody says it count by how likely they show one of these. A label is the last word on its image: where any
label is what was asked for, or a kind of it, images of other labels are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.index.class_shares import ClassShares
from explorer.search.class_words import ClassWords, NamedWords
from explorer.search.lookup import BESIDE_CLASSES, FUNCTION_WORDS, LEVELS, Levels, look_up, one_word
from explorer.search.query_text import Query
from explorer.search.text_columns import (
    OTHER_NUMBER,
    PREFIX,
    WHOLE,
    WORD,
    TextField,
    checked_words,
    rate_values,
)

CUT = np.float32(0.1)
"""Least probability at which an image answers: of 1,000 photographs then 83% of what answers a kind of thing
is one, and 97% of what is one answers. Where a picture shows more than its class, less would lose it."""
HELD = np.float32(WORD) * OTHER_NUMBER * OTHER_NUMBER


@dataclass(frozen=True)
class WordsAnswer:
    """What words were found in.

    Attributes
    ----------
    scores : (n,) float32
        0 for images that cannot answer: what rules them out, or no sign of what was asked for.
    told : (n,) float32
        How well people's words for the image fit; 0 where it is the encoder that says so.
    by_classes : bool
        Whether some images answer by the encoder's classes: then scores are probabilities, 1 where people say
        so.
    note : str
        What a person ought to know of how it was found.
    """

    scores: np.ndarray
    told: np.ndarray
    by_classes: bool
    note: str


@dataclass(frozen=True)
class WordSources:
    """What words are looked up in.

    Attributes
    ----------
    fields : list of TextField
    words : ClassWords
    shares : ClassShares or None
        None where the encoder has no classes, or they are not ready.
    """

    fields: list[TextField]
    words: ClassWords
    shares: ClassShares | None

    @property
    def levels(self) -> Levels:
        """How words that name no class must be held."""
        return LEVELS if self.shares is None else BESIDE_CLASSES


@dataclass(frozen=True)
class _Sign:
    """How much speaks for one thing (n,), in all and by people's words; whether classes count."""

    scores: np.ndarray
    told: np.ndarray
    named: NamedWords
    by_classes: bool = False


def answer_words(known: WordSources, query: Query) -> WordsAnswer:
    """Find the images that a query names.

    Raises
    ------
    InputError
        The text holds no letter and no digit, or is too long.
    """
    words = checked_words(query.wanted)
    kept = _ruled_in(known, query.unwanted)
    named = [each for each in known.words.split(words) if each.words not in FUNCTION_WORDS]
    if known.shares is None or not any(each.classes for each in named):
        return _looked_up(known, query, kept)
    signs = [_sign(known, each) for each in named]
    found = [sign for sign in signs if sign is not None]
    missing = [each.words for each, sign in zip(named, signs, strict=True) if sign is None]
    scores = np.exp(np.mean([np.log(np.maximum(sign.scores, 1e-30)) for sign in found], axis=0))
    scores[scores < 1e-6] = 0
    told = np.min([sign.told for sign in found], axis=0)
    if not kept.all():
        scores, told = np.where(kept, scores, 0), np.where(kept, told, 0)
    if 2 * len(found) < len(named):
        scores, told = np.zeros_like(scores), np.zeros_like(told)
    guessed = bool(((scores >= CUT) & (told == 0)).any())
    by_classes = any(sign.by_classes for sign in found) and (guessed or not told.any())
    note = _note(found, missing, int(np.count_nonzero(told))) if by_classes else _absent(missing)
    return WordsAnswer((scores if by_classes else told).astype(np.float32), told, by_classes, note)


def _looked_up(known: WordSources, query: Query, kept: np.ndarray) -> WordsAnswer:
    found = look_up(known.fields, query.wanted, known.levels)
    scores = np.where(kept, found.scores, 0).astype(np.float32)
    said = [_absent(found.missing)]
    if found.guessed and found.mask.any():
        said.append("No name or label says so: these are guesses of the encoder.")
    return WordsAnswer(scores, scores, False, " ".join(filter(None, said)))


def _sign(known: WordSources, named: NamedWords) -> _Sign | None:
    """Return what speaks for one thing; None where no image holds its words and no class is called so."""
    if known.shares is None or not named.classes:
        worths = []
        for word in named.words.split():
            mask, worth, _ = one_word(known.fields, word, named.words, known.levels)
            if mask is None:
                return None
            worths.append(np.where(mask, worth, 0))
        told = np.min(worths, axis=0)
        return _Sign((told > 0).astype(np.float32), told, named)
    told, decided = _told(known, named)
    likely = known.shares.of(named.classes)
    scores = np.where(told > 0, np.float32(1), np.minimum(likely, np.float32(0.9999)))
    if decided is not None:
        scores = np.where(decided & (told == 0), np.float32(0), scores)
    return _Sign(scores, told, named, by_classes=True)


def _told(known: WordSources, named: NamedWords) -> tuple[np.ndarray, np.ndarray | None]:
    """How well people's words for each image are some words (n,), and which images labels decide on."""
    told, decided = np.zeros(len(known.fields[0].codes), np.float32), None
    for field in known.fields:
        if field.guess:
            continue
        quality = rate_values(field.values, named.words, named.words)
        quality[quality < HELD] = 0
        if field.label and named.nouns:
            quality = _of_labels(known, named, field, quality)
        if quality.any():
            worth = np.append(quality * np.float32(field.weight), np.float32(0))
            np.maximum(told, worth[field.codes], out=told)
            decided = field.codes >= 0 if field.label else decided
    return told, decided


def _of_labels(known: WordSources, named: NamedWords, field: TextField, quality: np.ndarray) -> np.ndarray:
    """Rate labels by what they mean, too: a beagle is a dog, and a hot dog less of one than any beagle."""
    kinds = np.array(known.words.are_kinds(named, field.values.to_pylist()), bool)
    lesser = (quality > 0) & (quality < WHOLE) & ~kinds
    quality = np.maximum(quality, np.where(kinds, np.float32(WORD), 0))
    return np.where(lesser, np.float32(PREFIX), quality)


def _ruled_in(known: WordSources, unwanted: Sequence[str]) -> np.ndarray:
    """(n,) bool Images of which nothing says what is not wanted."""
    kept = np.ones(len(known.fields[0].codes), bool)
    for text in unwanted:
        named = known.words.find(" ".join(checked_words(text)))
        told, decided = _told(known, named)
        kept &= told == 0
        if known.shares is not None and named.classes:
            unlikely = known.shares.of(named.classes) < CUT
            kept &= unlikely if decided is None else unlikely | decided
    return kept


def _note(found: Sequence[_Sign], missing: Sequence[str], told: int) -> str:
    said = []
    for sign in found:
        if sign.by_classes:
            count = len(sign.named.classes)
            kinds = "the class" if count == 1 else f"one of {count} classes that are"
            nearest = f"“{sign.named.instead}”, the nearest to " if sign.named.instead else ""
            said.append(f"{kinds} {nearest}“{sign.named.words}”")
    note = f"Ranked by how likely the encoder takes an image for {' and '.join(said)}."
    first = f"{told:,} whose label or name says so {'comes' if told == 1 else 'come'} first." if told else ""
    return " ".join(filter(None, (note, first, _absent(missing))))


def _absent(missing: Sequence[str]) -> str:
    return f"No image has {' or '.join(f'“{word}”' for word in missing)}." if missing else ""
