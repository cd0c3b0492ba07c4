"""Regular expressions from users → tests whose time is proportional to the length of a text.

Python's own engine tries alternatives one after another, and some patterns never end; the engine
behind pydantic, Rust's ``regex``, follows all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from frontline.errors import InvalidValue


@cache
def pattern_test(pattern: str) -> Callable[[str], bool]:
    """Compile a regular expression.

    Parameters
    ----------
    pattern : str
        Expression in the syntax of Rust's ``regex``: that of Python without look-around and
        back-references.

    Returns
    -------
    callable
        Returns whether the expression matches anywhere in a text.

    Raises
    ------
    InvalidValue
        If the expression is not valid or too large.

    Examples
    --------
    >>> pattern_test("(?i)^north")("Northern Group")
    True
    """
    try:
        schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
        return SchemaValidator(schema).isinstance_python
    except SchemaError as error:
        reason = str(error).splitlines()[-1].strip()
        reason = reason.removeprefix("SchemaError: ").removeprefix("error: ").rstrip(".")
        raise InvalidValue("FL117", reason) from error
