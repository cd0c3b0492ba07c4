"""Areas, lengths and gains in words, with their units."""

from __future__ import annotations

from frontline.analysis.gains import Tally
from frontline.language.speaker import Speaker, english


def range_words(low: float, high: float, say: Speaker | None = None) -> str:
    """Write a range of ground: ``410 to 433 km²``; one figure where the ends read alike."""
    say = say or english()
    ends = [km2_number(end, say) for end in (low, high)]
    if ends[0] == ends[1]:
        return say("unit_km2", number=ends[0])
    return say("range_km2", low=ends[0], high=ends[1])


def km2_words(km2: float, plus: str = "", say: Speaker | None = None) -> str:
    """Write an area for people: ``1,204 km²``, ``3.2 km²``; ``plus`` stands before a gain."""
    say = say or english()
    gain = round(km2, _places(km2)) > 0
    return say("unit_km2", number=f"{plus if gain else ''}{km2_number(km2, say)}")


def km2_number(km2: float, say: Speaker) -> str:
    """Write the number of an area: a small one with a decimal."""
    return say.number(km2, _places(km2))


def km_words(length: float, say: Speaker) -> str:
    """Write a length: ``54 km``, ``3.2 km``."""
    return say("unit_km", number=say.number(length, _places(length)))


def _places(measured: float) -> int:
    """Return the decimals of what is measured: one for what is small."""
    return 1 if 0.05 <= abs(measured) < 9.95 else 0


def gain_words(tally: Tally, say: Speaker | None = None) -> str:
    """Write a net, and what was gained and lost where there is both."""
    say = say or english()
    net = km2_words(tally.net_km2, "+", say)
    if not (tally.gain_km2 and tally.loss_km2):
        return net
    gain, loss = (km2_words(km2, say=say) for km2 in (tally.gain_km2, tally.loss_km2))
    return say("gained_lost", net=net, gain=gain, loss=loss)


def length_words(length: float, say: Speaker | None = None) -> str:
    """Write a length in metres for people: ``150 m``, ``1.2 km``; in English by default."""
    say = say or english()
    if length >= 1000:
        return say("unit_km", number=round(length / 1000, 1))
    return say("unit_m", number=length)
