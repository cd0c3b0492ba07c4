"""Areas and lengths in words, with their units."""

from __future__ import annotations

from frontline.language.speaker import Speaker, english


def range_words(low: float, high: float, say: Speaker | None = None) -> str:
    """Write a range of areas.

    Parameters
    ----------
    low, high : float
        Ends of the range in km².
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        Such as ``410 to 433 km²``; a single figure if both ends are written alike.

    Examples
    --------
    >>> range_words(410.2, 432.8)
    '410 to 433 km²'
    """
    say = say or english()
    numbers = [km2_number(km2, say) for km2 in (low, high)]
    if numbers[0] == numbers[1]:
        return say("unit_km2", number=numbers[0])
    return say("range_km2", low=numbers[0], high=numbers[1])


def km2_words(km2: float, plus: str = "", say: Speaker | None = None) -> str:
    """Write an area, to two significant digits if it is small.

    Parameters
    ----------
    km2 : float
        Area in km².
    plus : str
        Sign before a positive figure, for gains.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        Such as ``1,204 km²``, ``3.2 km²``.

    Examples
    --------
    >>> km2_words(1204.4), km2_words(3.21, "+"), km2_words(0.0342)
    ('1,204 km²', '+3.2 km²', '0.034 km²')
    """
    say = say or english()
    is_gain = round(km2, decimals(km2)) > 0
    return say("unit_km2", number=f"{plus if is_gain else ''}{km2_number(km2, say)}")


def km2_number(km2: float, say: Speaker) -> str:
    """Write the number of an area, without its unit.

    Parameters
    ----------
    km2 : float
        Area in km².
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        Whole, or to two significant digits below 10; see ``decimals``.
    """
    return say.number(km2, decimals(km2))


def km_words(length: float, say: Speaker) -> str:
    """Write a length.

    Parameters
    ----------
    length : float
        Length in km.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        Such as ``54 km``, ``3.2 km``.
    """
    return say("unit_km", number=say.number(length, decimals(length)))


def decimals(quantity: float) -> int:
    """Return the number of decimals with which every output writes an area or a length.

    ``decimals`` in ``player/text/values.mjs`` is the same rule.

    Parameters
    ----------
    quantity : float
        Area in km² or length in km.

    Returns
    -------
    int
        None from 10 on, otherwise as many as two significant digits need, at most three.

    Examples
    --------
    >>> [decimals(quantity) for quantity in (1204.4, 3.21, 0.0342, 0.0)]
    [0, 1, 3, 0]
    """
    size = abs(quantity)
    if size >= 9.95 or size < 0.0005:
        return 0
    return 1 if size >= 0.995 else 2 if size >= 0.0995 else 3


def length_words(length: float, say: Speaker | None = None) -> str:
    """Write a length in metres, or in kilometres if it is at least 1000 m.

    Parameters
    ----------
    length : float
        Length in m.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        Such as ``150 m``, ``1.2 km``.

    Examples
    --------
    >>> length_words(150), length_words(1240)
    ('150 m', '1.2 km')
    """
    say = say or english()
    if length >= 1000:
        return say("unit_km", number=round(length / 1000, 1))
    return say("unit_m", number=length)
