"""Sixty-four bytes of a text at a time: where a mark stands, as the bits of one number.

What LLVM makes of these is a few instructions of whichever processor it compiles for; numpy would
write one array a question. Texts are read past their end, so they lie in a buffer with ``PADDING``
zero bytes behind them.
"""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from llvmlite import ir
from numba import extending, types

BLOCK: Final = 64
PADDING: Final = 128
"""Zero bytes behind a text: the longest look past its end."""

# nogil: pieces of a file are shared out among threads. cache: compiled once for a machine.
jit = numba.njit(cache=True, nogil=True, error_model="numpy")

# Their types are those of the calls: the first parameter here is not one of them.
intrinsic: Any = extending.intrinsic

_BYTES = types.Array(types.uint8, 1, "C")
_WIDE = ir.VectorType(ir.IntType(8), BLOCK)


def _point(context: Any, builder: Any, kind: Any, data: Any, at: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, data).data, [at])


def _load_wide(context: Any, builder: Any, kind: Any, data: Any, at: Any) -> Any:
    place = _point(context, builder, kind, data, at)
    return builder.load(builder.bitcast(place, _WIDE.as_pointer()), align=1)


@intrinsic
def match(_typing: Any, data: Any, at: Any, byte: Any) -> Any:
    """Which of the 64 bytes from a place are this one: the lowest bit is the first byte."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = _load_wide(context, builder, signature.args[0], args[0], args[1])
        nothing = ir.Constant(_WIDE, ir.Undefined)
        number = ir.IntType(32)
        first = builder.insert_element(nothing, args[2], ir.Constant(number, 0))
        zeros = ir.Constant(ir.VectorType(number, BLOCK), [0] * BLOCK)
        same = builder.icmp_unsigned("==", wide, builder.shuffle_vector(first, nothing, zeros))
        return builder.bitcast(same, ir.IntType(BLOCK))

    return types.uint64(_BYTES, types.int64, types.uint8), generate


@intrinsic
def match_high(_typing: Any, data: Any, at: Any) -> Any:
    """Which of the 64 bytes from a place are no ASCII."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = _load_wide(context, builder, signature.args[0], args[0], args[1])
        high = builder.icmp_signed("<", wide, ir.Constant(_WIDE, [0] * BLOCK))
        return builder.bitcast(high, ir.IntType(BLOCK))

    return types.uint64(_BYTES, types.int64), generate


@intrinsic
def load_word(_typing: Any, data: Any, at: Any) -> Any:
    """The eight bytes from a place as one number; its lowest byte is the first."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _point(context, builder, signature.args[0], args[0], args[1])
        return builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()), align=1)

    return types.uint64(_BYTES, types.int64), generate


@intrinsic
def find_lowest(_typing: Any, bits: Any) -> Any:
    """The place of the lowest bit of a number that is not zero."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@intrinsic
def count_bits(_typing: Any, bits: Any) -> Any:
    """How many bits of a number are set."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.int64(types.uint64), generate


@jit
def spread_quotes(quotes: Any) -> Any:
    """From each odd mark to the byte before the next one: what stands inside of quotes."""
    for shift in (1, 2, 4, 8, 16, 32):
        quotes ^= quotes << np.uint64(shift)
    return quotes
