"""The policy that a page states for itself: what may run in it, and what it may ask for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def policy_meta(
    *, scripts: Iterable[str] = (), styles: Iterable[str] = (), more: Iterable[str] = ()
) -> str:
    """Write a Content-Security-Policy that lets just these scripts and styles be, as an element.

    They are named one by one, by the hashes of their texts: what else might stand in the page is
    not among them. It asks for nothing but pictures that are in it, and tells no site where a
    reader comes from. ``more`` are directives to add.
    """
    told = [
        "default-src 'none'",
        *(["script-src " + " ".join(map(_digest, scripts))] if scripts else []),
        "style-src " + " ".join(map(_digest, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        *more,
    ]
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(told)}">\n'
        '<meta name="referrer" content="no-referrer">'
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
