"""Scene → one HTML file that asks for nothing; folium is the host, and only here.

folium evaluates the text it is given as a template. So no text from data goes through a folium
object: it reaches the page in one block of JSON, and the player writes it with ``textContent``.
"""

from __future__ import annotations

import base64
import html
import json
from functools import cache
from typing import Any, Final, cast

import deflate
import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from frontline.language.speaker import direction
from frontline.render.page.codec.pack import pack
from frontline.render.page.embed import FRAME_HEIGHT_PX, SANDBOX, render_embed
from frontline.render.page.player_bundle import (
    boot_script,
    gate_script,
    leaflet_script,
    leaflet_style,
    player_script,
    player_style,
)
from frontline.render.page.scene_json import page_record
from frontline.render.page.without_script import still_page
from frontline.render.policy import policy_meta
from frontline.render.tables.change_table import change_rows
from frontline.scene.scene import Scene
from frontline.system.notices import Part, parts, terms
from frontline.text import captions

_SMALLEST: Final = 12
_QUIET: Final = "document.namespaces = { add() {} };"
"""What Leaflet looks for in old browsers: that it has to catch an error costs others 10 ms."""


class _Literal(Element):
    """Put text into a page as it stands: only the template of the class is ever evaluated."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _Page(Figure):
    """A page with a language, a title and, at its end, the player.

    A page that is ``linked`` has its map before all else, for what folium adds to it.
    """

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.lang|e }}" dir="{{ this.dir }}" class="fl-root">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title|e }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "{% if this.linked %}<script>{{ this.script.render(**kwargs) }}</script>\n{% endif %}"
        "{{ this.end }}</body>\n{{ this.terms }}</html>\n"
    )

    def __init__(self, lang: str, title: str, linked: bool) -> None:
        super().__init__(title=title)
        self.lang, self.dir, self.linked = lang, direction(lang), linked
        self.player, self.end = "", ""
        self.terms = f"<!--\n{_leaflet().line}\n\n{terms(_leaflet().package)}-->\n"


class _Map(folium.Map):
    """A folium map in a page of ours: Leaflet inlined, no tiles, no meta elements of its own."""

    _template = Template(
        "{% macro header(this, kwargs) %}{% endmacro %}"
        '{% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}>'
        "</div>{% endmacro %}"
        "{% macro script(this, kwargs) %}\n"
        "var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, "
        "{center: {{ this.location|tojson }}, zoom: {{ this.options.zoom|tojson }}, "
        "zoomSnap: 0.25, zoomDelta: 0.5, attributionControl: false});\n{% endmacro %}"
    )


class _Player(MacroElement):
    """The scene as data, Leaflet, the player's style and the player."""

    def __init__(self, scene: Scene, page: _Page, host: _Map) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no types
        self.scene, self.page, self.host = scene, page, host

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as branca's own does
        page = self.page
        leaflet, player = leaflet_style(), player_style()
        page.header.add_child(_Literal(f"<style>{leaflet}</style>\n"), name="leaflet.css")
        page.header.add_child(_Literal(f"<style>{player}</style>\n"), name="player.css")
        still = f"{still_page(self.scene)}\n<script>{gate_script()}</script>\n"
        page.html.add_child(_Literal(still), name="still")
        name = self.host.get_name()  # as with folium, a global name
        page.player = f"{player_script()}\nstart(globalThis.{name} = {name});"
        if page.linked:
            library = _Literal(f"<script>{leaflet_script()}</script>")
            page.header.add_child(library, name="leaflet")
        else:
            page.player = f"{_QUIET}\n{leaflet_script()}\n{page.script.render()}\n{page.player}"
        blocks = {**_data(self.scene), "frontline-player": page.player.encode()}
        packed = "".join(
            f'<script type="text/plain" id="{id}">{_deflated(content)}</script>\n'
            for id, content in blocks.items()
        )
        page.end = f'{packed}<script type="module">{boot_script()}</script>\n'


def to_folium(scene: Scene) -> folium.Map:
    """Return the scene as a folium map to which layers can be added.

    The map is drawn by the player; what is added is drawn on top. Leaflet is inlined, and
    folium's other scripts stay linked, for the layers that need them: see ``render_html`` for
    the page that asks for nothing.
    """
    return _folium(scene, offline=False)


def render_html(scene: Scene) -> str:
    """Render the scene as one HTML file that makes no request and states its own CSP."""
    page = cast("_Page", _folium(scene, offline=True).get_root())
    text = page.render()
    policy = _policy(page.player)
    return text.replace('<meta charset="utf-8">\n', f'<meta charset="utf-8">\n{policy}\n', 1)


def render_frame(scene: Scene) -> str:
    """Render the page inside a sandboxed frame, for a notebook or another page."""
    page = html.escape(render_html(scene), quote=True)
    title = html.escape(scene.header.title, quote=True)
    return (
        f'<iframe sandbox="{SANDBOX}" title="{title}" width="100%" height="{FRAME_HEIGHT_PX}" '
        f'style="border:0" srcdoc="{page}"></iframe>'
    )


def _folium(scene: Scene, offline: bool) -> folium.Map:
    west, south, east, north = scene.header.extent
    host = _Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=9, tiles=None)
    host._id = "0"  # random otherwise
    linked = [] if offline else [link for link in folium.Map.default_js if link[0] != "leaflet"]
    styles = [] if offline else [s for s in folium.Map.default_css if s[0] != "leaflet_css"]
    host.default_js, host.default_css = linked, styles
    page = _Page(scene.header.language, scene.header.title, linked=not offline)
    page.add_child(host)
    host.add_child(_Player(scene, page, host), name="player")
    return host


def _data(scene: Scene) -> dict[str, bytes]:
    """Write what the player reads, by the id of its element: the record as JSON, the ground.

    The record has the snippet that embeds the map too, for readers to copy, who is cited, whose
    work the page holds, and the table of changes.
    """
    ground = pack(scene)
    shared = {
        "embed": render_embed(scene),
        "publishers": captions.publishers(scene),
        "notices": [_leaflet().line],
        "table": [list(row) for row in change_rows(scene)],
    }
    values = {**page_record(scene, ground), **shared}
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return {"frontline-scene": text.encode(), "frontline-ground": ground.data}


def _deflated(content: bytes) -> str:
    """Deflate bytes and write them in base64: no character of it is markup.

    The library brings its own encoder: that of the system gives other bytes on other machines.
    """
    return base64.b64encode(deflate.zlib_compress(content, _SMALLEST)).decode()


def _policy(player: str) -> str:
    """State a policy that lets just the page's own scripts and styles be.

    No text becomes markup or a script but those that ``player/shell/boot.mjs`` knows.
    """
    return policy_meta(
        scripts=(gate_script(), boot_script(), player),
        styles=(leaflet_style(), player_style()),
        more=("require-trusted-types-for 'script'", "trusted-types default"),
    )


@cache
def _leaflet() -> Part:
    return next(part for part in parts() if part.name == "Leaflet")
