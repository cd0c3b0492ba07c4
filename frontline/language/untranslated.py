"""Dataset → the texts that a language lacks, shown in the map's main language or in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from frontline.language.messages import ENGLISH, missing_keys
from frontline.language.shared_words import with_shared_words
from frontline.model import CONTROL, Claim, Dataset, Event, Place

_MAX_NAMED: Final = 5


def fallbacks(dataset: Dataset) -> Iterator[str]:
    """Count the untranslated texts and interface messages of each language of a map.

    Parameters
    ----------
    dataset : Dataset
        The loaded map.

    Yields
    ------
    str
        One line per language and kind of text.
    """
    dataset = with_shared_words(dataset)
    header = dataset.header
    for language in dict.fromkeys((header.language, *header.languages)):
        keys = list(missing_keys(language, header.messages.get(language, {})))
        if keys:
            more = f" and {len(keys) - _MAX_NAMED} more" if len(keys) > _MAX_NAMED else ""
            names = ", ".join(keys[:_MAX_NAMED])
            yield f"{language}: interface messages shown in {ENGLISH}: {names}{more}"
        if language == header.language:
            continue
        counts = [
            f"{label} {untranslated} of {total}"
            for label, records, fields in _translatable(dataset)
            if (total := _count(records, fields, None))
            and (untranslated := _count(records, fields, language))
        ]
        if counts:
            yield f"{language}: texts shown in {header.language}: {', '.join(counts)}"


def _translatable(dataset: Dataset) -> Iterator[tuple[str, tuple[Any, ...], tuple[str, ...]]]:
    header = dataset.header
    yield "title and summary", (header,), ("title", "summary")
    yield "sides", header.sides, ("name",)
    yield "notes", header.notes, ("text",)
    yield "chapters", header.chapters, ("title", "text")
    yield "place names", dataset.places, ("name",)
    yield (
        "country names",
        tuple(f for f in dataset.base if f.kind == "country" and not f.world),
        ("name",),
    )
    yield "event texts", dataset.events, ("title", "text")
    yield "claim texts", dataset.claims, ("value", "note")
    statements: dict[str, Event | Claim] = {event.claimant: event for event in dataset.events}
    statements |= {claim.claimant: claim for claim in dataset.claims}
    yield "claimants", tuple(statements.values()), ("claimant",)


def _count(records: Iterable[Any], fields: tuple[str, ...], language: str | None) -> int:
    """Count texts: all, or those without a translation into ``language``."""
    return sum(
        bool(getattr(record, field))
        and not (language and field in _texts(record, language))
        and not (field == "value" and _is_language_neutral(record))
        for record in records
        for field in fields
    )


def _texts(record: Any, language: str) -> Mapping[str, str]:
    if isinstance(record, Place):
        return {"name": record.names[language]} if language in record.names else {}
    texts: Mapping[str, str] = record.texts.get(language, {})
    return texts


def _is_language_neutral(claim: Claim) -> bool:
    """Return whether a claim's value is an id or a number, which is the same in every language."""
    return claim.about == CONTROL or claim.quantity is not None
