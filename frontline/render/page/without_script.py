"""Scene → the fallback page without the player: text, still picture and table of changes."""

from __future__ import annotations

import base64
import json
from typing import Any

from frontline.language.speaker import speaker
from frontline.render.figure import render_still
from frontline.render.tables.changes_in_words import HEADS, change_lines
from frontline.scene.scene import Scene
from frontline.text import alt_text


def still_values(scene: Scene) -> dict[str, Any]:
    """Return the values of the template ``without_script.html.j2``, in the language of the map.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        Title, summary, still picture, chapters and changes; and ``words``, the messages of
        ``player/shell/gate.js`` on why the player cannot run.
    """
    header = scene.header
    say = speaker(header)
    gate_messages = {key: say.messages[key] for key in ("failed", "unsupported")}
    return {
        "words": json.dumps(gate_messages, ensure_ascii=False),
        "title": header.title,
        "summary": header.summary,
        "picture": base64.b64encode(render_still(scene)).decode(),
        "alt": alt_text.alt(scene),
        "chapters": header.chapters,
        "heads": [say(key) for key in HEADS],
        "changes": list(change_lines(scene, say, scene.changes_of_control)),
    }
