"""UTF-8 is recognised wherever the blocks of a file end."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sources.kinds.encoding import is_utf8


def _blocks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@settings(max_examples=200, deadline=None)
@given(st.text("aé€😀ñ\n,", max_size=30), st.integers(1, 7))
def test_text_is_utf8_wherever_its_blocks_end(text: str, size: int) -> None:
    assert is_utf8(_blocks(text.encode(), size)) == (True, b"")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=20),
        st.tuples(st.text("aé€😀", max_size=8), st.integers(0, 40), st.integers(0, 255)).map(
            lambda made: _spoil(*made)
        ),
    ),
    st.integers(1, 6),
)
def test_other_bytes_are_told_as_python_tells_them(data: bytes, size: int) -> None:
    try:
        data.decode("utf-8")
        fits = True
    except UnicodeDecodeError:
        fits = False
    assert is_utf8(_blocks(data, size))[0] == fits


def _spoil(text: str, place: int, byte: int) -> bytes:
    data = bytearray(text.encode())
    if data:
        data[place % len(data)] = byte
    return bytes(data)
