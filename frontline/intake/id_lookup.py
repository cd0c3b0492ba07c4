"""Ids of one file → a lookup for references in other files, which suggests the likely id."""

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
    """The ids to which records may refer, by id or by an added name.

    Parameters
    ----------
    kind : str
        Kind of the records: ``place``, ``side``, ``source`` …
    file : str
        File that contains the ids, for messages.
    ids : iterable of str, or None
        None if the file could not be read: then every reference is accepted, so that one missing
        file does not cause an issue for every row.
    """

    def __init__(self, kind: str, file: str, ids: Iterable[str] | None) -> None:
        self.kind, self.file = kind, file
        self.ids = None if ids is None else dict.fromkeys(ids)
        self._ids_by_name: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        self._lookalikes: dict[str, str] | None = None

    def add_names(self, id: str, names: Iterable[str]) -> None:
        """Make an id available by its names too, in upper or lower case.

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
        """Find the id that an id or a name stands for.

        Parameters
        ----------
        word : str
            Id or name.

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
        ids_with_name = self._ids_by_name.get(word.casefold(), [])
        if len(ids_with_name) == 1:
            return ids_with_name[0], None
        subject = f"{self.kind} {quoted(word)}"
        if ids_with_name:
            message = f"{subject} is ambiguous: it may be {' or '.join(ids_with_name)}, use the id"
            return word, ("FL206", message)
        problem = f"{subject} is not in {self.file}"
        known_words = [*self.ids, *(name for names in self._names.values() for name in names)]
        if self._lookalikes is None:
            self._lookalikes = {skeleton(id): id for id in reversed(known_words)}
        lookalike = self._lookalikes.get(skeleton(word), word)
        if reason := difference(word, lookalike):
            message = f"{problem}: {quoted(lookalike)} looks the same but differs: {reason}"
            return word, (_CODES[self.kind], message)
        return word, (_CODES[self.kind], f"{problem}{suggest(word, known_words)}")
