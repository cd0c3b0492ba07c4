"""Numbers → few bytes: an adaptive binary range coder, in whole numbers throughout.

What was seen of a kind of number so far decides how many bits the next one takes. No library
and no floating point has a say in it, so the same numbers give the same bytes everywhere. The
player reads them back with ``player/codec/range_coder.mjs``. After Martin, "Range encoding: an
algorithm for removing redundancy from a digitised message" (1979).
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

_Odds = list[int]
"""How many bits; of each, given those before it, the odds of 0; and of each how often it was seen.

Bits that are taken as even odds have just their number."""

_NO_ODDS: Final = [[width] for width in range(_RAW + 1)]
_DOWN: Final = [range(width - 1, -1, -1) for width in range(_SIZES + 1)]


class Encoder:
    """Write whole numbers; each kind of number has a name of its own, its context."""

    def __init__(self) -> None:
        self._odds: dict[object, list[_Odds]] = {}
        self._told: list[_Odds] = []
        self._values: list[int] = []

    def bit(self, context: object, bit: int) -> None:
        """Write a bit."""
        odds = self._odds.get(context)
        if odds is None:
            odds = self._odds[context] = [_even(1)]
        self._told.append(odds[0])
        self._values.append(bit)

    def natural(self, context: object, value: int) -> None:
        """Write a number from 0 up, below 2**31: its size, the bits below the first, the rest."""
        odds = self._odds.get(context)
        if odds is None:
            rough = (_even(min(size, _ROUGH)) for size in range(1 << _SIZES))
            odds = self._odds[context] = [_even(_SIZES), *rough]
        size = (value + 1).bit_length() - 1
        self._told.append(odds[0])
        self._values.append(size)
        if size:
            rest = max(size - _ROUGH, 0)
            self._told.append(odds[size + 1])
            self._values.append((value + 1 >> rest) & (1 << size - rest) - 1)
            for at in range(rest, 0, -_RAW):
                width = min(at, _RAW)
                self._told.append(_NO_ODDS[width])
                self._values.append((value + 1 >> at - width) & (1 << width) - 1)

    def whole(self, context: object, value: int) -> None:
        """Write a number that may be negative."""
        self.natural(context, abs(value))
        if value:
            self.bit((context, "sign"), value < 0)

    def finish(self) -> bytes:
        """Return the bytes of all that was written."""
        low, span, out = 0, 0xFFFFFFFF, bytearray()
        for odds, value in zip(self._told, self._values, strict=True):
            width, seen = odds[0], len(odds) >> 1
            if not seen:
                span >>= width
                low += value * span
                while span < _TOP:
                    low = _give(out, low)
                    span <<= 8
                continue
            node = 1
            for at in _DOWN[width]:
                zero, times = odds[node], odds[seen + node]
                bound = (span >> _BITS) * zero
                if times < _SLOWEST:
                    odds[seen + node] = times + 1
                if value >> at & 1:
                    low += bound
                    span -= bound
                    odds[node] = zero - zero // times or 1
                    node = 2 * node + 1
                else:
                    span = bound
                    zero += (_ONE - zero) // times
                    odds[node] = zero if zero < _ONE else _ONE - 1
                    node = 2 * node
                while span < _TOP:
                    low = _give(out, low)
                    span <<= 8
        for _ in range(4):
            low = _give(out, low)
        return bytes(out)


def _even(width: int) -> _Odds:
    """Return the odds of so many bits before any was seen."""
    odds = [_ONE >> 1] * (1 << width) + [2] * (1 << width)
    odds[0] = width
    return odds


def _give(out: bytearray, low: int) -> int:
    """Give out the top byte, its carry into those before, and return what is below it."""
    if low > 0xFFFFFFFF:
        at = len(out) - 1
        while out[at] == 0xFF:
            out[at] = 0
            at -= 1
        out[at] += 1
    out.append(low >> 24 & 0xFF)
    return (low & 0x00FFFFFF) << 8
