"""Scene → one HTML file that makes no request, and the folium map that it is built on.

folium evaluates its texts as templates. So no text of a map passes through a folium object: it
reaches the page escaped, as a value of a template of this package, or in a block of JSON, whose
texts the player writes with ``textContent``.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any, Final, cast

import deflate
import folium
from branca.element import Element, Figure, MacroElement

from frontline.language.speaker import direction
from frontline.render.page.codec.pack import pack
from frontline.render.page.embed import FRAME_HEIGHT_PX, SANDBOX, render_embed
from frontline.render.page.packed_base import pack_base
from frontline.render.page.player_bundle import (
    boot_script,
    gate_script,
    leaflet_script,
    leaflet_style,
    player_script,
    player_style,
)
from frontline.render.page.scene_json import page_record
from frontline.render.page.without_script import still_values
from frontline.render.policy import content_policy
from frontline.render.tables.change_table import change_rows
from frontline.render.templates import fill, template, trusted
from frontline.scene.scene import Scene
from frontline.system.notices import Part, parts, terms
from frontline.text import credit_lines

_COMPRESSION_LEVEL: Final = 12
"""Compression level of the packed scene and player: smallest output, slowest."""

_NAMESPACES_STUB: Final = "document.namespaces = { add() {} };"
"""A stub of what Leaflet uses in Internet Explorer; without it, an exception costs 10 ms."""


class _TemplatePart(Element):
    """A part of a page from a template of this package, which folium does not evaluate."""

    def __init__(self, name: str, **values: Any) -> None:
        super().__init__()
        self.text = fill(name, **values)

    def render(self, **kwargs: Any) -> str:
        return self.text


class _Page(Figure):
    """A page with a language, a title and, at the end, the player.

    A ``linked`` page creates its map first, so that folium can add layers to it.
    """

    def __init__(self, scene: Scene, linked: bool) -> None:
        super().__init__(title=scene.header.title)
        self.scene, self.linked = scene, linked
        self.player, self.blocks = "", dict[str, str]()

    def render(self, **kwargs: Any) -> str:
        """Render the map, which adds itself and the player to the page, then the page."""
        for child in self._children.values():
            child.render(**kwargs)
        header = self.scene.header
        return fill(
            "page/map.html.j2",
            language=header.language,
            direction=direction(header.language),
            title=header.title,
            policy=None if self.linked else trusted(_policy(self.player)),
            header=trusted(self.header.render(**kwargs)),
            body=trusted(self.html.render(**kwargs)),
            script=trusted(self.script.render(**kwargs)) if self.linked else None,
            blocks=self.blocks,
            boot=trusted(boot_script()),
            notice=trusted(_leaflet().line),
            terms=trusted(terms(_leaflet().package)),
        )


class _Player(MacroElement):
    """The scene as data, Leaflet, the player and their styles."""

    def __init__(self, scene: Scene, page: _Page, host: folium.Map) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no types
        self.scene, self.page, self.host = scene, page, host

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as branca's own does
        page = self.page
        for name, css in (("leaflet.css", leaflet_style()), ("player.css", player_style())):
            style = _TemplatePart("page/style.html.j2", text=trusted(css))
            page.header.add_child(style, name=name)
        fallback = _TemplatePart(
            "page/without_script.html.j2",
            **still_values(self.scene),
            gate=trusted(gate_script()),
        )
        page.html.add_child(fallback, name="still")
        name = self.host.get_name()  # a global variable, as in every folium page
        page.player = f"{player_script()}\nstart(globalThis.{name} = {name});"
        if page.linked:
            leaflet = _TemplatePart("page/script.html.j2", text=trusted(leaflet_script()))
            page.header.add_child(leaflet, name="leaflet")
        else:
            page.player = (
                f"{_NAMESPACES_STUB}\n{leaflet_script()}\n{page.script.render()}\n{page.player}"
            )
        blocks = {**_data(self.scene), "frontline-player": page.player.encode()}
        page.blocks = {id: _deflated(content) for id, content in blocks.items()}


def to_folium(scene: Scene) -> folium.Map:
    """Return the scene as a folium map to which layers can be added.

    The player draws the map, with added layers on top. Leaflet is inlined; folium's
    other scripts and styles stay linked for layers that need them. ``render_html`` writes a
    page without requests.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    folium.Map
        The map; ``save`` writes its page.

    Examples
    --------
    >>> import frontline
    >>> scene = frontline.build(frontline.load("frontline/starter"))
    >>> type(to_folium(scene)).__name__
    'Map'
    """
    return _folium_map(scene, offline=False)


def render_html(scene: Scene) -> str:
    """Render the scene as one HTML file that makes no request and states its own CSP.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        The page: the scene, the player, and a still picture for readers without scripts.

    Examples
    --------
    >>> import frontline
    >>> scene = frontline.build(frontline.load("frontline/starter"))
    >>> render_html(scene).splitlines()[:2]
    ['<!DOCTYPE html>', '<html lang="en" dir="ltr" class="fl-root">']
    """
    return cast("_Page", _folium_map(scene, offline=True).get_root()).render()


def render_frame(scene: Scene) -> str:
    """Render the page inside a sandboxed frame, for a notebook or another page.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        An ``iframe`` element with the page in its ``srcdoc``.
    """
    return fill(
        "page/frame.html.j2",
        sandbox=SANDBOX,
        title=scene.header.title,
        height_px=FRAME_HEIGHT_PX,
        page=render_html(scene),
    )


def _folium_map(scene: Scene, offline: bool) -> folium.Map:
    west, south, east, north = scene.header.extent
    host = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=9, tiles=None)
    host._template = template("page/leaflet_map.html.j2")
    host._id = "0"  # otherwise random
    host.default_js = [] if offline else [js for js in host.default_js if js[0] != "leaflet"]
    host.default_css = [] if offline else [c for c in host.default_css if c[0] != "leaflet_css"]
    page = _Page(scene, linked=not offline)
    page.add_child(host)
    host.add_child(_Player(scene, page, host), name="player")
    return host


def _data(scene: Scene) -> dict[str, bytes]:
    """Return the player's data by element id: the record as JSON, and what is encoded.

    The record also has the embedding snippet, the cited publishers, the third-party notices and
    the table of changes.
    """
    ground, base = pack(scene), pack_base(scene)
    page_values = {
        "embed": render_embed(scene),
        "publishers": credit_lines.publishers(scene),
        "notices": [_leaflet().line],
        "table": [list(row) for row in change_rows(scene)],
    }
    values = {**page_record(scene, ground, base), **page_values}
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return {"frontline-scene": text.encode(), "frontline-ground": ground.data + base.data}


def _deflated(content: bytes) -> str:
    """Deflate bytes and encode them in base64, which needs no escaping.

    libdeflate gives the same bytes on every machine; the system's zlib does not.
    """
    return base64.b64encode(deflate.zlib_compress(content, _COMPRESSION_LEVEL)).decode()


def _policy(player: str) -> str:
    """Return a policy that allows only the page's own scripts and styles.

    Trusted Types keep texts from becoming markup or scripts, except in ``player/shell/boot.mjs``.
    """
    return content_policy(
        scripts=(gate_script(), boot_script(), player),
        styles=(leaflet_style(), player_style()),
        more=("require-trusted-types-for 'script'", "trusted-types default"),
    )


@cache
def _leaflet() -> Part:
    return next(part for part in parts() if part.name == "Leaflet")
