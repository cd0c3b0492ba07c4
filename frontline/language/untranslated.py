"""Dataset → the texts that a language lacks, so that the map's own or English is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from frontline.language.messages import ENGLISH, missing
from frontline.model import CONTROL, Claim, Dataset, Event, Place

_NAMED: Final = 5


def fallbacks(dataset: Dataset) -> Iterator[str]:
    """Count, for each language of a map, the texts and interface messages that are not translated.

    Parameters
    ----------
    dataset : Dataset
        The loaded map.

    Yields
    ------
    str
        One line per language and kind of text.
    """
    header = dataset.header
    for language in dict.fromkeys((header.language, *header.languages)):
        keys = list(missing(language, header.messages.get(language, {})))
        if keys:
            rest = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
            some = ", ".join(keys[:_NAMED])
            yield f"{language}: interface messages shown in {ENGLISH}: {some}{rest}"
        if language == header.language:
            continue
        counts = [
            f"{name} {bare} of {total}"
            for name, things, fields in _translatable(dataset)
            if (total := _count(things, fields, None))
            and (bare := _count(things, fields, language))
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
    yield "country names", tuple(b for b in dataset.base if b.kind == "country"), ("name",)
    yield "event texts", dataset.events, ("title", "text")
    yield "claim texts", dataset.claims, ("value", "note")
    speakers: dict[str, Event | Claim] = {e.claimant: e for e in dataset.events}
    speakers |= {claim.claimant: claim for claim in dataset.claims}
    yield "claimants", tuple(speakers.values()), ("claimant",)


def _count(things: Iterable[Any], fields: tuple[str, ...], language: str | None) -> int:
    """Count texts: all of them, or with a language those that lack a translation."""
    return sum(
        bool(getattr(thing, name))
        and not (language and name in _texts(thing, language))
        and not (name == "value" and _is_plain(thing))
        for thing in things
        for name in fields
    )


def _texts(thing: Any, language: str) -> Mapping[str, str]:
    if isinstance(thing, Place):
        return {"name": thing.names[language]} if language in thing.names else {}
    texts: Mapping[str, str] = thing.texts.get(language, {})
    return texts


def _is_plain(claim: Claim) -> bool:
    """Return whether the value of a claim is an id or a number, the same in every language."""
    return claim.about == CONTROL or claim.quantity is not None
