"""Content hashes by the million: packed, and found."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.images.digests import DIGEST, Digests, pack, unpack

# Few different bytes, zeros among them: NumPy takes zeros at the end of such values off.
hashes = st.lists(st.sampled_from(["00", "01", "ff"]), min_size=16, max_size=16).map("".join)


@given(st.lists(hashes))
def test_packed_and_back(given):
    """Hexadecimal digits come back as they were, zeros at the end too."""
    packed = pack(given)
    assert packed.dtype == DIGEST and packed.shape == (len(given),)
    assert unpack(packed) == "".join(given)


@given(st.lists(hashes), st.lists(hashes))
def test_found_as_in_a_set(given, asked):
    """The same answers as a set of strings, in another process too."""
    digests = Digests(pack(given))
    assert len(digests) == len(set(given))
    for one in (digests, pickle.loads(pickle.dumps(digests))):
        assert [digest in one for digest in given + asked] == [
            digest in set(given) for digest in given + asked
        ]


def test_what_is_no_text_is_not_in_it():
    """As of any set: asking is no error."""
    assert 7 not in Digests(pack(["00" * 16])) and None not in Digests(pack(["00" * 16]))


def test_an_empty_set_has_nothing():
    """Not even the hash of zeros, which looks like nothing."""
    assert "00" * 16 not in Digests(np.empty(0, DIGEST))
    assert "00" * 16 not in Digests(pack(["ff" * 16]))


def test_it_travels_small():
    """A pickle of many is hardly more than their bytes: each worker gets one."""
    values = np.frombuffer(np.random.default_rng(0).bytes(16 * 10_000), DIGEST)
    assert len(pickle.dumps(Digests(values))) < 17 * 10_000


@pytest.mark.parametrize("wrong", ["zz" * 16, "0"])
def test_what_is_no_hash_is_an_error(wrong):
    """Text that is no hexadecimal number is not silently absent."""
    with pytest.raises(ValueError):
        pack([wrong])
