"""frontline: maps of how control of ground changed over time, every mark traceable to a source.

``load`` a folder, ``build`` it into a scene, render the scene::

    scene = frontline.build(frontline.load("geodata/belgorod-kharkiv-2024-05"))
    html = frontline.render_html(scene)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline.compare import difference as difference
    from frontline.errors import DataError as DataError
    from frontline.errors import FrontlineError as FrontlineError
    from frontline.errors import Issue as Issue
    from frontline.errors import UsageError as UsageError
    from frontline.inference import infer as infer
    from frontline.intake.frames import from_frames as from_frames
    from frontline.location import locate as locate
    from frontline.model import Dataset as Dataset
    from frontline.periods import areas as areas
    from frontline.periods import changes as changes
    from frontline.project import build as build
    from frontline.project import check as check
    from frontline.project import import_snapshots as import_snapshots
    from frontline.project import load as load
    from frontline.project import load_good as load_good
    from frontline.render.figure import render_figure as render_figure
    from frontline.render.html import render_html as render_html
    from frontline.render.html import to_folium as to_folium
    from frontline.render.methods import methods as methods
    from frontline.render.references import references as references
    from frontline.render.summary import change_summary as change_summary
    from frontline.render.tables import tables as tables
    from frontline.render.words import alt as alt
    from frontline.render.words import caption as caption
    from frontline.scene import Scene as Scene
    from frontline.scene import Snapshot as Snapshot
    from frontline.translation import in_language as in_language

_WHERE = {
    "DataError": "errors",
    "Dataset": "model",
    "FrontlineError": "errors",
    "Issue": "errors",
    "Scene": "scene",
    "Snapshot": "scene",
    "UsageError": "errors",
    "alt": "render.words",
    "areas": "periods",
    "build": "project",
    "caption": "render.words",
    "change_summary": "render.summary",
    "changes": "periods",
    "check": "project",
    "difference": "compare",
    "from_frames": "intake.frames",
    "import_snapshots": "project",
    "in_language": "translation",
    "infer": "inference",
    "load": "project",
    "load_good": "project",
    "locate": "location",
    "methods": "render.methods",
    "references": "render.references",
    "render_figure": "render.figure",
    "render_html": "render.html",
    "tables": "render.tables",
    "to_folium": "render.html",
}

__all__ = sorted(_WHERE)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
