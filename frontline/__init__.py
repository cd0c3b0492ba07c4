"""frontline: maps of how control of ground changed over time, every mark traceable to a source.

``load`` a folder, ``build`` it into a scene, render the scene::

    scene = frontline.build(frontline.load("geodata/belgorod-kharkiv-2024-05"))
    html = frontline.render_html(scene)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline.analysis.difference import difference as difference
    from frontline.analysis.infer import infer as infer
    from frontline.analysis.locate import locate as locate
    from frontline.analysis.periods import areas as areas
    from frontline.analysis.periods import changes as changes
    from frontline.errors import DataError as DataError
    from frontline.errors import FrontlineError as FrontlineError
    from frontline.errors import Issue as Issue
    from frontline.errors import UsageError as UsageError
    from frontline.intake.dataframes import from_frames as from_frames
    from frontline.model import Dataset as Dataset
    from frontline.project import build as build
    from frontline.project import check as check
    from frontline.project import import_snapshots as import_snapshots
    from frontline.project import load as load
    from frontline.project import load_good as load_good
    from frontline.render.figure import render_figure as render_figure
    from frontline.render.page.html import render_html as render_html
    from frontline.render.page.html import to_folium as to_folium
    from frontline.render.tables.report_tables import tables as tables
    from frontline.scene.scene import Scene as Scene
    from frontline.scene.scene import Snapshot as Snapshot
    from frontline.scene.translation import in_language as in_language
    from frontline.text.alt_text import alt as alt
    from frontline.text.captions import caption as caption
    from frontline.text.methods import methods as methods
    from frontline.text.references import references as references
    from frontline.text.summary import change_summary as change_summary

_WHERE = {
    "DataError": "errors",
    "Dataset": "model",
    "FrontlineError": "errors",
    "Issue": "errors",
    "Scene": "scene.scene",
    "Snapshot": "scene.scene",
    "UsageError": "errors",
    "alt": "text.alt_text",
    "areas": "analysis.periods",
    "build": "project",
    "caption": "text.captions",
    "change_summary": "text.summary",
    "changes": "analysis.periods",
    "check": "project",
    "difference": "analysis.difference",
    "from_frames": "intake.dataframes",
    "import_snapshots": "project",
    "in_language": "scene.translation",
    "infer": "analysis.infer",
    "load": "project",
    "load_good": "project",
    "locate": "analysis.locate",
    "methods": "text.methods",
    "references": "text.references",
    "render_figure": "render.figure",
    "render_html": "render.page.html",
    "tables": "render.tables.report_tables",
    "to_folium": "render.page.html",
}

__all__ = sorted(_WHERE)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
