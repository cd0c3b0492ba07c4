"""Maps of how control of ground changed over time, with every mark traceable to a source.

``load`` a map folder, ``build`` it into a scene, render the scene::

    scene = frontline.build(frontline.load("geodata/belgorod-kharkiv-2024-05"))
    html = frontline.render_html(scene)

Dates are ``datetime.date`` or ISO text such as ``"2024-05-12"``. Coordinates are longitude and
latitude in degrees (WGS 84), lengths are in kilometres, areas in square kilometres.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from frontline.system.version import VERSION

if TYPE_CHECKING:  # each is imported when it is first used: see __getattr__
    from frontline.analysis.daily_areas import daily_areas
    from frontline.analysis.difference import difference
    from frontline.analysis.infer import infer
    from frontline.analysis.locate import locate
    from frontline.analysis.periods import changes
    from frontline.errors import DataError, FrontlineError, Issue, UsageError
    from frontline.intake.dataframes import from_frames
    from frontline.model import Dataset
    from frontline.project import build, check, import_snapshots, load, load_good, notices
    from frontline.render.figure import render_figure
    from frontline.render.page.html import render_html, to_folium
    from frontline.render.tables.report_tables import tables
    from frontline.scene.scene import Scene, Snapshot
    from frontline.scene.translation import in_language
    from frontline.text.alt_text import alt
    from frontline.text.captions import caption
    from frontline.text.methods import methods
    from frontline.text.references import references
    from frontline.text.summary import change_summary

_MODULE_OF = {
    "DataError": "errors",
    "Dataset": "model",
    "FrontlineError": "errors",
    "Issue": "errors",
    "Scene": "scene.scene",
    "Snapshot": "scene.scene",
    "UsageError": "errors",
    "alt": "text.alt_text",
    "build": "project",
    "caption": "text.captions",
    "change_summary": "text.summary",
    "changes": "analysis.periods",
    "check": "project",
    "daily_areas": "analysis.daily_areas",
    "difference": "analysis.difference",
    "from_frames": "intake.dataframes",
    "import_snapshots": "project",
    "in_language": "scene.translation",
    "infer": "analysis.infer",
    "load": "project",
    "load_good": "project",
    "locate": "analysis.locate",
    "methods": "text.methods",
    "notices": "project",
    "references": "text.references",
    "render_figure": "render.figure",
    "render_html": "render.page.html",
    "tables": "render.tables.report_tables",
    "to_folium": "render.page.html",
}

__version__ = VERSION
__all__ = [  # as literals, for type checkers
    "DataError",
    "Dataset",
    "FrontlineError",
    "Issue",
    "Scene",
    "Snapshot",
    "UsageError",
    "alt",
    "build",
    "caption",
    "change_summary",
    "changes",
    "check",
    "daily_areas",
    "difference",
    "from_frames",
    "import_snapshots",
    "in_language",
    "infer",
    "load",
    "load_good",
    "locate",
    "methods",
    "notices",
    "references",
    "render_figure",
    "render_html",
    "tables",
    "to_folium",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that importing the package costs nothing."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    """List the public names too, for completion."""
    return sorted({*globals(), *__all__})
