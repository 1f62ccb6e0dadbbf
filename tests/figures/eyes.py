"""How colours differ for eyes: contrast, and distance under three kinds of colour blindness.

References:
    Contrast: W3C (2023). Web Content Accessibility Guidelines 2.2, definitions of relative
    luminance and contrast ratio.
    Colour blindness: Machado, G. M., Oliveira, M. M., Fernandes, L. A. F. (2009). A
    physiologically-based model for simulation of color vision deficiency. IEEE Transactions on
    Visualization and Computer Graphics 15(6), 1291-1298: matrices for severity 1.0, applied to
    linear RGB.
    Distance: CIE 1976 L*a*b* under D65, from IEC 61966-2-1 (sRGB). A difference of about 2.3 is
    just noticeable side by side.
"""

from __future__ import annotations

Row = tuple[float, float, float]

MACHADO: dict[str, tuple[Row, Row, Row]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "all cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Row:
    r, g, b = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(r), _linear(g), _linear(b)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str, eyes: str) -> float:
    """CIE 1976 colour difference as these eyes see it."""
    a, b = (_lab(_times(MACHADO[eyes], linear(colour))) for colour in (one, other))
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5


def _times(matrix: tuple[Row, Row, Row], colour: Row) -> Row:
    r, g, b = (sum(m * c for m, c in zip(row, colour, strict=True)) for row in matrix)
    return min(max(r, 0), 1), min(max(g, 0), 1), min(max(b, 0), 1)


def _lab(colour: Row) -> Row:
    x, y, z = (
        _root(sum(m * c for m, c in zip(row, colour, strict=True)) / white)
        for row, white in zip(_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    edge = 6 / 29
    return part ** (1 / 3) if part > edge**3 else part / (3 * edge**2) + 4 / 29
