"""Colours that can be read: contrast as WCAG 2 counts it."""

WHITE = "#ffffff"
# Text on a coloured button, and coloured links on white.
LEAST_CONTRAST = 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of two ``#rrggbb`` colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, *, on: str = WHITE, least: float = LEAST_CONTRAST) -> str:
    """The colour itself, or the nearest darker one whose contrast with ``on`` is enough."""
    red, green, blue = _channels(colour)
    for step in range(100, -1, -1):
        darker = f"#{red * step // 100:02x}{green * step // 100:02x}{blue * step // 100:02x}"
        if contrast(darker, on) >= least:
            return darker
    return "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [_linear(channel / 255) for channel in _channels(colour)]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
