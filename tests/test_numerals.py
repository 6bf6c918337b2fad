"""Numbers in texts that somebody sends."""

import pytest

from explorer.numerals import to_float, to_int


@pytest.mark.parametrize(("text", "number"), [("10", 10), ("-3", -3), ("+7", 7), (" 10\n", 10), ("007", 7)])
def test_whole_numbers_are_read(text, number):
    """As Python reads them."""
    assert to_int(text) == to_float(text) == number


@pytest.mark.parametrize(("text", "number"), [("1.5", 1.5), ("-.5e-3", -0.0005), ("inf", float("inf"))])
def test_numbers_are_read(text, number):
    """With point, exponent and sign."""
    assert to_float(text) == number


@pytest.mark.parametrize("text", ["1_0", "١٠", "１０", "1\u00a0", "\u20091", "", "ten", "0x10", "1__0", "_1"])
def test_what_python_alone_takes_for_a_number_is_none(text):
    """`int` and `float` read most of these."""
    for read in (to_int, to_float):
        with pytest.raises(ValueError, match=r"."):
            read(text)
