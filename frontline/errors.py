"""Errors, in words for the person who can fix the problem.

FrontlineError
├── DataError      problems in the files: every Issue at once (exit code 1)
└── UsageError     a call that cannot be carried out as written (exit code 2); a ValueError too

Each problem carries the code of the rule that it breaks; ``frontline/rules/rules.toml`` explains
the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """A problem in a map folder, with its position and the expected content.

    Attributes
    ----------
    path : str
        File as the user named it.
    line : int
        Line, counted from 1; 0 for the file as a whole.
    code : str
        Code of the rule, such as ``FL104``.
    message : str
        What is wrong, and what is expected.
    feature : int
        Feature of a GeoJSON file, counted from 1; 0 if the problem is not in a feature.
    field : str
        Key or column; empty if the problem is not in a field.

    Examples
    --------
    >>> str(Issue("events.csv", 3, "FL104", '"May" is not a date'))
    'events.csv:3: "May" is not a date [FL104]'
    """

    path: str
    line: int
    code: str
    message: str
    feature: int = 0
    field: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        which = f"feature {self.feature}: " if self.feature else ""
        return f"{where}: {which}{self.message} [{self.code}]"


class InvalidValue(ValueError):  # noqa: N818  # a message for the reader, not a fault of the program
    """A value that breaks a rule; its reader adds file and line.

    Parameters
    ----------
    code : str
        Code of the rule.
    message : str
        What is wrong, and what is expected.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FrontlineError(Exception):
    """The base of every error that frontline raises on purpose.

    Examples
    --------
    >>> issubclass(DataError, FrontlineError), issubclass(UsageError, FrontlineError)
    (True, True)
    """


class UsageError(FrontlineError, ValueError):
    """A call that cannot be carried out as written: a date, a name or a path is not usable.

    Examples
    --------
    >>> issubclass(UsageError, ValueError)
    True
    """


class DataError(FrontlineError):
    """Every problem found in the data.

    Parameters
    ----------
    issues : iterable of Issue
        The problems, in any order; duplicates count once.

    Attributes
    ----------
    issues : tuple of Issue
        The problems, sorted by file and line.

    Examples
    --------
    >>> missing = Issue("map.toml", 0, "FL101", "the key title is missing")
    >>> print(DataError([missing, missing]))
    map.toml: the key title is missing [FL101]
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(sorted(set(issues)))
        super().__init__("\n".join(str(issue) for issue in self.issues))


class RefusedInput(Exception):  # noqa: N818  # a message for the reader, not a fault of the program
    """Input that cannot be read; its reader turns it into an Issue.

    Parameters
    ----------
    code : str
        Code of the rule.
    message : str
        What is wrong, and what is expected.
    line : int
        Line of the file, counted from 1; 0 if unknown.
    """

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.line = code, line

    @property
    def with_code(self) -> str:
        """The message with its code, for a list of several."""
        return f"{self} [{self.code}]"

    def issue(self, path: Path) -> Issue:
        """Locate the problem in a file.

        Parameters
        ----------
        path : Path
            The file.

        Returns
        -------
        Issue
        """
        return Issue(path.as_posix(), self.line, self.code, str(self))
