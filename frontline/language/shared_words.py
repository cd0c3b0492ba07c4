"""Dataset → the same with the words that its records share: names of claimants, own messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from frontline.language.messages import placeholders_by_key
from frontline.model import Claim, Dataset, Event

_Statement = TypeVar("_Statement", Event, Claim)


def with_shared_words(dataset: Dataset) -> Dataset:
    """Give each statement every name of its claimant, and drop messages that no record needs.

    A claimant's name has to be translated in one row only. A map's own messages for the words of
    its data, such as ``kind_ambush``, are kept if a record has the word.

    Parameters
    ----------
    dataset : Dataset
        The records that are published.

    Returns
    -------
    Dataset
        The same records.
    """
    names: dict[str, dict[str, str]] = {}
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    for statement in statements:
        for language, fields in statement.texts.items():
            if "claimant" in fields:
                names.setdefault(statement.claimant, {})[language] = fields["claimant"]
    words = {
        *(f"kind_{event.kind.lower()}" for event in dataset.events),
        *(f"about_{claim.about}" for claim in dataset.claims),
        *(f"place_{place.kind}" for place in dataset.places),
    }
    messages = {}
    for language, own in dataset.header.messages.items():
        needed = words | placeholders_by_key(language).keys()
        messages[language] = {key: text for key, text in own.items() if key in needed}
    return replace(
        dataset,
        header=replace(dataset.header, messages=messages),
        events=tuple(_with_names(event, names) for event in dataset.events),
        claims=tuple(_with_names(claim, names) for claim in dataset.claims),
    )


def _with_names(statement: _Statement, names: Mapping[str, Mapping[str, str]]) -> _Statement:
    """Add the names of its claimant to the translations of a statement."""
    if not (of_claimant := names.get(statement.claimant)):
        return statement
    texts = {language: dict(fields) for language, fields in statement.texts.items()}
    for language, name in of_claimant.items():
        texts.setdefault(language, {})["claimant"] = name
    return replace(statement, texts=texts)
