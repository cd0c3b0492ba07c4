"""What can go wrong, in words for the person who can mend it.

FrontlineError
├── DataError      the files have problems: every Issue at once (exit code 1)
└── UsageError     the call cannot be carried out as written (exit code 2)

Each problem has the code of the rule it breaks; ``frontline/rules.toml`` tells them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """Name one problem in a map folder: where it is, and what would be right.

    ``path`` is the file as the user named it, ``line`` is 1-based (0: the file as a whole).
    ``feature`` counts the features of a GeoJSON file from 1 (0: not of one); ``field`` is the key
    or column, where the problem is in one.
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


class Wrong(ValueError):  # noqa: N818  # not an error of the program's, a word to the reader
    """Say what is wrong with one value, and which rule it breaks."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FrontlineError(Exception):
    """Base of every error that frontline raises on purpose."""


class UsageError(FrontlineError, ValueError):
    """A call that cannot be carried out as written."""


class DataError(FrontlineError):
    """Carry every problem found in the data, sorted by file and line."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(sorted(set(issues)))
        super().__init__("\n".join(str(issue) for issue in self.issues))


class Refused(Exception):  # noqa: N818  # not an error of the program's, a word to the reader
    """Say why something cannot be read; what reads it turns this into an Issue."""

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.line = code, line

    @property
    def told(self) -> str:
        """Tell the reason with its code, where it stands in a report among others."""
        return f"{self} [{self.code}]"

    def issue(self, path: Path) -> Issue:
        """Name the problem, at its line of the file."""
        return Issue(path.as_posix(), self.line, self.code, str(self))
