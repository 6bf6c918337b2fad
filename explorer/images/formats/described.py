"""Colours that a file describes in numbers rather than by an ICC profile, as such a profile.

PNG has chunks for them (cICP, sRGB, gAMA, cHRM; PNG 3, sections 4.3 and 11.3.2), HEIF and AVIF a box (`colr`
of type `nclx`); the codes of both are those of ITU-T H.273.
"""

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

_SRGB_PRIMARIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_D65 = (0.3127, 0.3290)
# White and the three primaries by their code; 1 is sRGB's own.
_PRIMARIES = {
    1: (_D65, _SRGB_PRIMARIES),
    4: ((0.310, 0.316), (0.67, 0.33, 0.21, 0.71, 0.14, 0.08)),
    5: (_D65, (0.64, 0.33, 0.29, 0.60, 0.15, 0.06)),
    6: (_D65, (0.63, 0.34, 0.31, 0.595, 0.155, 0.07)),
    7: (_D65, (0.63, 0.34, 0.31, 0.595, 0.155, 0.07)),
    9: (_D65, (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    11: ((0.314, 0.351), (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
    12: (_D65, (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
}
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
# Curves of cameras are shown by sRGB's, as browsers do.
_AS_SRGB, _PQ, _HLG = (1, 6, 13, 14, 15), 16, 18
# What is paper white of high dynamic range, in cd/m² (ITU-R BT.2408); brighter is cut.
_PAPER_WHITE, _PQ_WHITE = 203.0, 10_000.0
_USUAL_GAMMA, _ABOUT = 1 / 2.2, 0.05
_LEAST_GAMMA = 1.6e-4
"""What is less, or more than its inverse, is damage, which libpng passes over, too."""
_STEPS = 4096
_HEIF = ("HEIF", "AVIF")
_NCLX = b"colrnclx"
_HEAD = 1 << 16
_GREY = ("1", "L", "LA", "I", "I;16")


def described_profile(name: str, image: Image.Image, data: bytes) -> bytes | None:
    """Return the ICC profile by which a picture is meant; None for sRGB and where nothing is said.

    Parameters
    ----------
    name : str
        Its format.
    image : Image
        Opened; the profile it has itself goes before all but PNG's cICP.
    data : bytes
        The file.
    """
    own = image.info.get("icc_profile")
    if name == "PNG":
        chunks = _png_chunks(data)
        if len(chunks.get(b"cICP", b"")) == 4:
            return profile_of_codes(chunks[b"cICP"][0], chunks[b"cICP"][1])
        return own if own or b"sRGB" in chunks else _of_png_numbers(chunks, image.mode in _GREY)
    if name in _HEIF and not own:
        place = data.find(_NCLX, 0, _HEAD)
        codes = data[place + len(_NCLX) : place + len(_NCLX) + 4]
        return profile_of_codes(codes[1], codes[3]) if place >= 0 and len(codes) == 4 else None
    return own


def _png_chunks(data: bytes) -> dict[bytes, bytes]:
    """Chunks that stand before the pixels."""
    chunks, place = {}, 8
    while place + 8 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if kind == b"IDAT":
            break
        chunks[kind] = data[place + 8 : place + 8 + min(length, _HEAD)]
        place += length + 12
    return chunks


def _of_png_numbers(chunks: dict[bytes, bytes], is_grey: bool) -> bytes | None:
    gamma, points = chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b"")
    said = int.from_bytes(gamma, "big") / 1e5 if len(gamma) == 4 else 0.0
    said = said if _LEAST_GAMMA <= said <= 1 / _LEAST_GAMMA else 0.0
    numbers = tuple(n / 1e5 for n in struct.unpack(">8I", points)) if len(points) == 32 else ()
    white, primaries = (numbers[:2], numbers[2:]) if numbers and not is_grey else (_D65, _SRGB_PRIMARIES)
    if not said and not numbers:
        return None
    is_srgb = not said or abs(said / _USUAL_GAMMA - 1) < _ABOUT
    if is_srgb and np.allclose((*white, *primaries), (*_D65, *_SRGB_PRIMARIES), atol=0.002):
        return None
    return _profile(white, () if is_grey else primaries, 1 / said if said else None)


def profile_of_codes(primaries: int, transfer: int) -> bytes | None:
    """Return the ICC profile of two codes of H.273; None for sRGB and for codes that say nothing."""
    curve = _GAMMAS.get(transfer, {_PQ: _pq, _HLG: _hlg}.get(transfer))
    if primaries not in _PRIMARIES or (curve is None and (primaries == 1 or transfer not in _AS_SRGB)):
        return None
    return _profile(*_PRIMARIES[primaries], curve)


@lru_cache(32)
def _profile(
    white: tuple[float, ...], primaries: tuple[float, ...], curve: float | Callable | None
) -> bytes | None:
    """Build a profile: of grey without primaries; the curve is a gamma, a function, or that of sRGB."""
    import imagecodecs

    how: dict[str, Any] = {}
    if curve is None or callable(curve):
        light = (curve or _srgb)(np.linspace(0, 1, _STEPS))
        how["transferfunction"] = np.rint(light.clip(0, 1) * 65535).astype(np.uint16)
    else:
        how["gamma"] = curve
    if primaries:
        how["primaries"] = [n for i in (0, 2, 4) for n in (*primaries[i : i + 2], 1.0)]
    try:
        return imagecodecs.cms_profile("rgb" if primaries else "gray", whitepoint=(*white, 1.0), **how)
    except (imagecodecs.CmsError, ValueError):  # points that are no triangle
        return None


def _srgb(signal: np.ndarray) -> np.ndarray:
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def _pq(signal: np.ndarray) -> np.ndarray:
    """Light by SMPTE ST 2084, paper white as 1."""
    power = signal ** (32 / 2523)
    return (np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (8192 / 1305) * (
        _PQ_WHITE / _PAPER_WHITE
    )


def _hlg(signal: np.ndarray) -> np.ndarray:
    """Light by ARIB STD-B67, the signal 0.75 of paper white as 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    light = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return light / ((np.exp((0.75 - c) / a) + b) / 12)
