"""The words of the interface in the languages of readers: one file of messages for each.

The files of ``frontline/languages`` are in the form of i18next (JSON, version 4): a key, or a key
with a plural category of CLDR after it (``days_one``, ``days_few``), and a message with gaps like
``{{side}}``. The page fills them in ``player/language.mjs``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources

ENGLISH = "en"


@cache
def messages(language: str) -> dict[str, str]:
    """Return the messages of a language by their keys; empty for one that has no file."""
    path = resources.files("frontline") / "languages" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def catalogues(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Map languages to their messages, English among them, which fills what another lacks."""
    return {language: messages(language) for language in dict.fromkeys((ENGLISH, *languages))}
