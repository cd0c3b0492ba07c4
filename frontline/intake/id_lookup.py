"""Ids of one file → a lookup for references in others, which suggests the likely id."""

from __future__ import annotations

from collections.abc import Iterable

from frontline.intake.confusables import difference, skeleton
from frontline.intake.field_messages import quoted, suggest

_CODES = {
    "place": "FL202",
    "side": "FL203",
    "source": "FL204",
    "upstream": "FL204",
    "event": "FL205",
    "target": "FL207",
    "country": "FL210",
}


class IdLookup:
    """The ids that records may refer to, also by name where names were added.

    Parameters
    ----------
    kind : str
        What is referred to: ``place``, ``side``, ``source`` …
    file : str
        File that the ids stand in, for messages.
    ids : iterable of str, or None
        None if the file could not be read: then every reference passes, so that one missing file
        does not hide the rest behind an issue for every row.
    """

    def __init__(self, kind: str, file: str, ids: Iterable[str] | None) -> None:
        self.kind, self.file = kind, file
        self.ids = None if ids is None else dict.fromkeys(ids)
        self._ids_by_name: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        self._lookalikes: dict[str, str] | None = None

    def add_names(self, id: str, names: Iterable[str]) -> None:
        """Let an id be found by its names too, in any case.

        Parameters
        ----------
        id : str
            Id that the names belong to.
        names : iterable of str
            Names in any language.
        """
        self._names[id] = list(names)
        for name in dict.fromkeys(name.casefold() for name in self._names[id]):
            self._ids_by_name.setdefault(name, []).append(id)

    def find(self, word: str) -> tuple[str, tuple[str, str] | None]:
        """Find the id for an id or name.

        Parameters
        ----------
        word : str
            Id, or a name of it.

        Returns
        -------
        tuple
            The id and None, or the word itself and the code and message of the issue.

        Examples
        --------
        >>> lookup = IdLookup("side", "map.toml", ["red", "blue"])
        >>> lookup.find("blue")
        ('blue', None)
        >>> lookup.find("bleu")[1]
        ('FL203', 'side "bleu" is not in map.toml (did you mean "blue"?)')
        """
        if self.ids is None or word in self.ids:
            return word, None
        named = self._ids_by_name.get(word.casefold(), [])
        if len(named) == 1:
            return named[0], None
        what = f"{self.kind} {quoted(word)}"
        if named:
            message = f"{what} is ambiguous: it may be {' or '.join(named)}, use the id"
            return word, ("FL206", message)
        absent = f"{what} is not in {self.file}"
        known = [*self.ids, *(name for names in self._names.values() for name in names)]
        if self._lookalikes is None:
            self._lookalikes = {skeleton(id): id for id in reversed(known)}
        alike = self._lookalikes.get(skeleton(word), word)
        if reason := difference(word, alike):
            message = f"{absent}: {quoted(alike)} looks the same but differs: {reason}"
            return word, (_CODES[self.kind], message)
        return word, (_CODES[self.kind], f"{absent}{suggest(word, known)}")
