"""A commune's accent is darkened until it can be read."""

import pytest

from shared.values.colours import contrast, readable


def test_contrast_of_black_on_white_is_twenty_one():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert contrast("#123456", "#123456") == 1.0


@pytest.mark.parametrize("colour", ["#1d4f91", "#000000", "#7a1f5c"])
def test_readable_keeps_a_colour_that_can_be_read(colour):
    assert readable(colour) == colour


@pytest.mark.parametrize("colour", ["#ffee00", "#ffffff", "#00ff88", "#ff8800"])
def test_readable_darkens_a_pale_colour_no_more_than_needed(colour):
    safe = readable(colour)
    assert contrast(safe, "#ffffff") >= 4.5
    assert contrast(safe, "#ffffff") < 5.2
