"""Rules for texts in several languages: ``title:uk``, and the names of claimants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frontline.errors import Issue
from frontline.intake.field_messages import suggest
from frontline.intake.formats.record import Record
from frontline.model import Texts


def language_issues(
    record: Record, texts: Texts, languages: Sequence[str], prefix: str = ""
) -> Iterator[Issue]:
    """Yield an issue for each text in a language that the map does not list.

    Parameters
    ----------
    record : Record
        Record with the texts.
    texts : Mapping
        Language → field → text.
    languages : sequence of str
        Languages of the map.
    prefix : str, optional
        Dotted key of the table within the record, such as ``sides.0.``.

    Yields
    ------
    Issue
        FL121, at the key or column.
    """
    for language, fields in texts.items():
        if language in languages:
            continue
        for name in fields:
            key = f"{name}:{language}"
            message = f'"{key}": {unlisted_language(language, languages)}'
            yield record.issue("FL121", message, f"{prefix}{key}", line=record.head)


def unlisted_language(language: str, languages: Sequence[str]) -> str:
    """Write that the map does not list a language.

    Parameters
    ----------
    language : str
        Language that is not listed.
    languages : sequence of str
        Languages of the map.

    Returns
    -------
    str
        Message for FL121.

    Examples
    --------
    >>> unlisted_language("uk", ["en"])
    'language "uk" is not in "languages" of map.toml, which lists only en'
    """
    hint = suggest(language, list(languages)) or f", which lists only {', '.join(languages)}"
    return f'language "{language}" is not in "languages" of map.toml{hint}'


def check_language(path: str, language: str, languages: Sequence[str], issues: list[Issue]) -> bool:
    """Check that the map lists the language of a file, adding an issue if it does not.

    Parameters
    ----------
    path : str
        File, as the user named it.
    language : str
        Language in its name.
    languages : sequence of str
        Languages of the map.
    issues : list of Issue
        Receives an issue if the language is not listed.

    Returns
    -------
    bool
        Whether the language is listed.
    """
    if language in languages:
        return True
    issues.append(Issue(path, 0, "FL121", unlisted_language(language, languages)))
    return False


class ClaimantNames:
    """The translated names of claimants, each of which has to be given only once."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, tuple[str, Record]]] = {}

    def record_names(self, record: Record, claimant: str, texts: Texts) -> Iterator[Issue]:
        """Record the translated names of a claimant, yielding an issue if two rows disagree.

        Parameters
        ----------
        record : Record
            Row that gives the names.
        claimant : str
            Claimant in the map's own language.
        texts : Mapping
            Language → field → text; only ``claimant`` is read.

        Yields
        ------
        Issue
            FL125, naming the row with the first, different name.
        """
        for language, fields in texts.items():
            if (name := fields.get("claimant")) is None:
                continue
            names = self._names.setdefault(claimant, {})
            first_name, first_record = names.setdefault(language, (name, record))
            if first_name != name:
                key = f"claimant:{language}"
                first_place = f"{first_record.path.rpartition('/')[2]}:{first_record.line}"
                message = (
                    f'"{key}": {claimant} is "{name}" here but "{first_name}" in {first_place}'
                )
                yield record.issue("FL125", message, key)
