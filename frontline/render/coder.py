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
        self._odds: dict[object, list[int]] = {}

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

    def _tree(self, context: object, depth: int) -> list[int]:
        """Return the odds of a context: of each bit, given those before it, and how often seen."""
        tree = self._odds.get(context)
        if tree is None:
            tree = self._odds[context] = [_ONE >> 1] * (1 << depth) + [2] * (1 << depth)
        return tree

    def _bits(self, tree: list[int], value: int, width: int) -> None:
        node, seen = 1, len(tree) >> 1
        low, span = self._low, self._range
        for at in range(width - 1, -1, -1):
            zero, times = tree[node], tree[seen + node]
            bound = (span >> _BITS) * zero
            if times < _SLOWEST:
                tree[seen + node] = times + 1
            if value >> at & 1:
                low += bound
                span -= bound
                tree[node] = zero - zero // times or 1
                node = 2 * node + 1
            else:
                span = bound
                zero += (_ONE - zero) // times
                tree[node] = zero if zero < _ONE else _ONE - 1
                node = 2 * node
            while span < _TOP:
                self._low = low
                self._shift()
                low = self._low
                span <<= 8
        self._low, self._range = low, span

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
