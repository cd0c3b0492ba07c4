"""Numbers → few bytes: an adaptive binary range coder in integer arithmetic.

The numbers coded so far in a context decide how many bits the next one takes. Without a library
or floating point, the same numbers give the same bytes on every machine. The player decodes them
with ``player/codec/range_coder.mjs``. After Martin, "Range encoding: an algorithm for removing
redundancy from a digitised message" (1979).
"""

from __future__ import annotations

from typing import Final

_BITS: Final = 15
_ONE: Final = 1 << _BITS
_TOP: Final = 1 << 24
_SLOWEST: Final = 45  # after so many numbers the odds adapt no more slowly
_SIZES: Final = 5  # bits that code the length of a number
_ROUGH: Final = 2  # bits below the first that have odds of their own
_RAW: Final = 16  # the most bits with even odds that are coded at once

_Odds = list[int]
"""The width in bits; for each node of the tree of their values the odds of 0; then its counts.

Bits with even odds have their width alone."""

_NO_ODDS: Final = [[width] for width in range(_RAW + 1)]
_DOWN: Final = [range(width - 1, -1, -1) for width in range(_SIZES + 1)]


class Encoder:
    """A coder of whole numbers, each in a context: the kind of number that it is.

    Examples
    --------
    >>> coder = Encoder()
    >>> for _ in range(100):
    ...     coder.natural("degree", 3)
    >>> len(coder.finish())
    7
    """

    def __init__(self) -> None:
        self._odds: dict[object, list[_Odds]] = {}
        self._sequence: list[_Odds] = []
        self._values: list[int] = []

    def bit(self, context: object, bit: int) -> None:
        """Write a bit.

        Parameters
        ----------
        context : object
            The kind of bit.
        bit : int
            0 or 1.
        """
        odds = self._odds.get(context)
        if odds is None:
            odds = self._odds[context] = [_even(1)]
        self._sequence.append(odds[0])
        self._values.append(bit)

    def natural(self, context: object, value: int) -> None:
        """Write a natural number: its length, the bits below the first, then the rest.

        Parameters
        ----------
        context : object
            The kind of number.
        value : int
            From 0 to 2**31 - 2.
        """
        odds = self._odds.get(context)
        if odds is None:
            rough = (_even(min(size, _ROUGH)) for size in range(1 << _SIZES))
            odds = self._odds[context] = [_even(_SIZES), *rough]
        size = (value + 1).bit_length() - 1
        self._sequence.append(odds[0])
        self._values.append(size)
        if size:
            rest = max(size - _ROUGH, 0)
            self._sequence.append(odds[size + 1])
            self._values.append((value + 1 >> rest) & (1 << size - rest) - 1)
            for at in range(rest, 0, -_RAW):
                width = min(at, _RAW)
                self._sequence.append(_NO_ODDS[width])
                self._values.append((value + 1 >> at - width) & (1 << width) - 1)

    def whole(self, context: object, value: int) -> None:
        """Write a whole number, its sign after its absolute value.

        Parameters
        ----------
        context : object
            The kind of number.
        value : int
            Positive, negative or 0.
        """
        self.natural(context, abs(value))
        if value:
            self.bit((context, "sign"), value < 0)

    def finish(self) -> bytes:
        """Return all numbers written so far as bytes."""
        low, span, out = 0, 0xFFFFFFFF, bytearray()
        for odds, value in zip(self._sequence, self._values, strict=True):
            width, seen = odds[0], len(odds) >> 1
            if not seen:
                span >>= width
                low += value * span
                while span < _TOP:
                    low = _emit(out, low)
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
                    low = _emit(out, low)
                    span <<= 8
        for _ in range(4):
            low = _emit(out, low)
        return bytes(out)


def _even(width: int) -> _Odds:
    """Return even odds for numbers of so many bits."""
    odds = [_ONE >> 1] * (1 << width) + [2] * (1 << width)
    odds[0] = width
    return odds


def _emit(out: bytearray, low: int) -> int:
    """Append the top byte, carry into the bytes before it, and return the rest."""
    if low > 0xFFFFFFFF:
        at = len(out) - 1
        while out[at] == 0xFF:
            out[at] = 0
            at -= 1
        out[at] += 1
    out.append(low >> 24 & 0xFF)
    return (low & 0x00FFFFFF) << 8
