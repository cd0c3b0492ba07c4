"""Words in one file → ids of another, with the likely word where there is no such id."""

from __future__ import annotations

from collections.abc import Iterable

from frontline.intake.confusables import difference, skeleton
from frontline.intake.field_messages import suggest, told

_CODES = {
    "place": "FL202",
    "side": "FL203",
    "source": "FL204",
    "upstream": "FL204",
    "event": "FL205",
    "target": "FL207",
    "country": "FL210",
}


class Referrer:
    """Look up what a record refers to, by id or, where names were given, by name.

    ``ids`` is None when the file they come from could not be read: then nothing is said about
    them, so that one missing file does not hide the rest behind a line for every row.
    """

    def __init__(self, kind: str, file: str, ids: Iterable[str] | None) -> None:
        self.kind, self.file = kind, file
        self.ids = None if ids is None else dict.fromkeys(ids)
        self.names: dict[str, list[str]] = {}
        self.spelled: dict[str, list[str]] = {}
        self._looks: dict[str, str] | None = None

    def also(self, id: str, names: Iterable[str]) -> None:
        """Let an id be found by its names, whatever their case."""
        self.spelled[id] = list(names)
        for name in dict.fromkeys(name.casefold() for name in self.spelled[id]):
            self.names.setdefault(name, []).append(id)

    def find(self, word: str) -> tuple[str, tuple[str, str] | None]:
        """Return the id for a word and, where there is none, the code and line of the problem."""
        if self.ids is None or word in self.ids:
            return word, None
        named = self.names.get(word.casefold(), [])
        if len(named) == 1:
            return named[0], None
        if named:
            said = f"{self.kind} {told(word)} could be {' or '.join(named)}; write the id"
            return word, ("FL206", said)
        known = [*self.ids, *(name for names in self.spelled.values() for name in names)]
        if self._looks is None:
            self._looks = {skeleton(id): id for id in reversed(known)}
        alike = self._looks.get(skeleton(word), word)
        if why := difference(word, alike):
            said = f"{self.kind} {told(word)} is not in {self.file}"
            return word, (_CODES[self.kind], f"{said}: {told(alike)} looks the same, but {why}")
        said = f"{self.kind} {told(word)} is not in {self.file}{suggest(word, known)}"
        return word, (_CODES[self.kind], said)
