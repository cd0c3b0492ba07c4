"""Numbers → few bytes: an adaptive binary range coder in integer arithmetic.

The odds in each context adapt to the numbers coded in it. Without a library
or floating point, the same numbers give the same bytes on every machine. The player decodes them
with ``player/codec/range_coder.mjs``. After Martin, "Range encoding: an algorithm for removing
redundancy from a digitised message" (1979).
"""

from __future__ import annotations

from typing import Final

_BITS: Final = 15
_CERTAIN: Final = 1 << _BITS
_TOP: Final = 1 << 24
_MAX_COUNT: Final = 45  # greatest divisor: the odds adapt no more slowly than that
_SIZE_BITS: Final = 5  # bits of the length of a number
_LEADING_BITS: Final = 2  # bits after the first that have their own odds
_MAX_RAW_BITS: Final = 16  # maximum number of bits with even odds that are coded at once

_Odds = list[int]
"""Width in bits, then the odds of 0 and the count of each node of the binary tree of values.

Bits with even odds have only a width."""

_NO_ODDS: Final = [[width] for width in range(_MAX_RAW_BITS + 1)]
_BITS_FROM_TOP: Final = [range(width - 1, -1, -1) for width in range(_SIZE_BITS + 1)]


class Encoder:
    """An encoder of whole numbers, each in the context of its kind of number.

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
        """Write a natural number: its length in bits, its leading bits, then the other bits.

        Parameters
        ----------
        context : object
            The kind of number.
        value : int
            0 to 2**31 - 2.
        """
        odds = self._odds.get(context)
        if odds is None:
            leading = (_even(min(size, _LEADING_BITS)) for size in range(1 << _SIZE_BITS))
            odds = self._odds[context] = [_even(_SIZE_BITS), *leading]
        size = (value + 1).bit_length() - 1
        self._sequence.append(odds[0])
        self._values.append(size)
        if size:
            raw_bits = max(size - _LEADING_BITS, 0)
            self._sequence.append(odds[size + 1])
            self._values.append((value + 1 >> raw_bits) & (1 << size - raw_bits) - 1)
            for remaining in range(raw_bits, 0, -_MAX_RAW_BITS):
                width = min(remaining, _MAX_RAW_BITS)
                self._sequence.append(_NO_ODDS[width])
                self._values.append((value + 1 >> remaining - width) & (1 << width) - 1)

    def whole(self, context: object, value: int) -> None:
        """Write a whole number: its absolute value, then its sign.

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
        """Encode all numbers written so far."""
        low, span, encoded = 0, 0xFFFFFFFF, bytearray()
        for odds, value in zip(self._sequence, self._values, strict=True):
            width, counts_at = odds[0], len(odds) >> 1
            if not counts_at:
                span >>= width
                low += value * span
                while span < _TOP:
                    low = _emit(encoded, low)
                    span <<= 8
                continue
            node = 1
            for position in _BITS_FROM_TOP[width]:
                zero, count = odds[node], odds[counts_at + node]
                bound = (span >> _BITS) * zero
                if count < _MAX_COUNT:
                    odds[counts_at + node] = count + 1
                if value >> position & 1:
                    low += bound
                    span -= bound
                    odds[node] = zero - zero // count or 1
                    node = 2 * node + 1
                else:
                    span = bound
                    zero += (_CERTAIN - zero) // count
                    odds[node] = zero if zero < _CERTAIN else _CERTAIN - 1
                    node = 2 * node
                while span < _TOP:
                    low = _emit(encoded, low)
                    span <<= 8
        for _ in range(4):
            low = _emit(encoded, low)
        return bytes(encoded)


def _even(width: int) -> _Odds:
    """Return even odds for numbers of ``width`` bits."""
    odds = [_CERTAIN >> 1] * (1 << width) + [2] * (1 << width)
    odds[0] = width
    return odds


def _emit(encoded: bytearray, low: int) -> int:
    """Append the top byte, carry into the earlier bytes and return the lower three bytes."""
    if low > 0xFFFFFFFF:
        index = len(encoded) - 1
        while encoded[index] == 0xFF:
            encoded[index] = 0
            index -= 1
        encoded[index] += 1
    encoded.append(low >> 24 & 0xFF)
    return (low & 0x00FFFFFF) << 8
