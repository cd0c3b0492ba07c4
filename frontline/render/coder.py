"""Numbers → few bytes: an adaptive binary range coder, in whole numbers throughout.

What was seen of a kind of number so far decides how many bits the next one takes. No library
and no floating point has a say in it, so the same numbers give the same bytes everywhere. The
player reads them back with ``player/decoder.mjs``. After Martin, "Range encoding: an algorithm
for removing redundancy from a digitised message" (1979), with the carry of LZMA.
"""

from __future__ import annotations

from typing import Final

_BITS: Final = 15
_ONE: Final = 1 << _BITS
_TOP: Final = 1 << 24
_SLOWEST: Final = 45
_SIZES: Final = 5  # bits that tell how long a number is
_ROUGH: Final = 2  # bits below the first that are not taken as even odds
_RAW: Final = 16


class Encoder:
    """Write whole numbers; each kind of number has a name of its own, its context."""

    def __init__(self) -> None:
        self._low, self._range = 0, 0xFFFFFFFF
        self._cache, self._pending = 0, 0
        self._bytes = bytearray()
        self._odds: dict[object, list[list[int]]] = {}

    def bit(self, context: object, bit: int) -> None:
        """Write a bit."""
        self._bits(self._tree(context, 1), bit, 1)

    def natural(self, context: object, value: int) -> None:
        """Write a number from 0 up, below 2**31."""
        size = (value + 1).bit_length() - 1
        self._bits(self._tree(context, _SIZES), size, _SIZES)
        rough = min(size, _ROUGH)
        if rough:
            top = (value + 1 >> size - rough) & (1 << rough) - 1
            self._bits(self._tree((context, size), rough), top, rough)
        for at in range(size - rough, 0, -_RAW):
            width = min(at, _RAW)
            self._raw((value + 1) >> (at - width), width)

    def whole(self, context: object, value: int) -> None:
        """Write a number that may be negative."""
        self.natural(context, abs(value))
        if value:
            self.bit((context, "sign"), value < 0)

    def finish(self) -> bytes:
        """Return the bytes of all that was written."""
        for _ in range(5):
            self._shift()
        return bytes(self._bytes[1:])

    def _tree(self, context: object, depth: int) -> list[list[int]]:
        """Return the odds of a context: of each bit, given those before it, and how often seen."""
        if context not in self._odds:
            self._odds[context] = [[_ONE >> 1, 2] for _ in range(1 << depth)]
        return self._odds[context]

    def _bits(self, tree: list[list[int]], value: int, width: int) -> None:
        node = 1
        for at in range(width - 1, -1, -1):
            bit = value >> at & 1
            odds = tree[node]
            zero, seen = odds
            bound = (self._range >> _BITS) * zero
            if bit:
                self._low += bound
                self._range -= bound
                odds[0] = zero - zero // seen or 1
            else:
                self._range = bound
                odds[0] = zero + (_ONE - zero) // seen
                if odds[0] == _ONE:
                    odds[0] -= 1
            if seen < _SLOWEST:
                odds[1] = seen + 1
            while self._range < _TOP:
                self._shift()
                self._range <<= 8
            node = 2 * node + bit

    def _raw(self, value: int, width: int) -> None:
        self._range >>= width
        self._low += (value & ((1 << width) - 1)) * self._range
        while self._range < _TOP:
            self._shift()
            self._range <<= 8

    def _shift(self) -> None:
        """Give out the top byte, once no carry can reach it any more."""
        if self._low < 0xFF000000 or self._low > 0xFFFFFFFF:
            carry = self._low >> 32
            self._bytes.append(self._cache + carry & 0xFF)
            self._bytes += bytes([0xFF + carry & 0xFF]) * self._pending
            self._cache, self._pending = self._low >> 24 & 0xFF, 0
        else:
            self._pending += 1
        self._low = (self._low & 0x00FFFFFF) << 8
