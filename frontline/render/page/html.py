"""Scene → one HTML file that asks for nothing; folium is the host, and only here.

folium evaluates the text it is given as a template. So no text from data goes through a folium
object: it reaches the page in one block of JSON, and the player writes it with ``textContent``.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from typing import Any, Final, cast

import deflate
import folium
import rcssmin
import rjsmin
from branca.element import Element, Figure, MacroElement

from frontline.language.speaker import direction
from frontline.render.page.codec.pack import pack
from frontline.render.page.embed import FRAME_HEIGHT_PX, SANDBOX, render_embed
from frontline.render.page.scene_json import page_record
from frontline.render.page.without_script import still_values
from frontline.render.policy import content_policy
from frontline.render.tables.change_table import change_rows
from frontline.render.templates import fill, template, trusted
from frontline.scene.scene import Scene
from frontline.system.notices import Part, parts, terms
from frontline.text import captions

_SMALLEST: Final = 12
_QUIET: Final = "document.namespaces = { add() {} };"
"""What Leaflet looks for in old browsers: that it has to catch an error costs others 10 ms."""

_PLAYER = resources.files(__package__) / "player"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?:\.\.?/)+(?:\w+/)?([\w.]+)";\n', re.MULTILINE)
_CALLED = re.compile(r"\(this,(function\(\w+\)\{.*\})\);$", re.DOTALL)
"""The function that Leaflet is: browsers parse one at once if it stands in brackets, else twice."""


class _Part(Element):
    """A part of a page, from a template of ours: folium reads no text of it as a template."""

    def __init__(self, name: str, **values: Any) -> None:
        super().__init__()
        self.text = fill(name, **values)

    def render(self, **kwargs: Any) -> str:
        return self.text


class _Page(Figure):
    """A page with a language, a title and, at its end, the player.

    A page that is ``linked`` has its map before all else, for what folium adds to it.
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
            boot=trusted(_boot()),
            notice=trusted(_leaflet().line),
            terms=trusted(terms(_leaflet().package)),
        )


class _Player(MacroElement):
    """The scene as data, Leaflet, the player's style and the player."""

    def __init__(self, scene: Scene, page: _Page, host: folium.Map) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no types
        self.scene, self.page, self.host = scene, page, host

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as branca's own does
        page = self.page
        for name, css in (("leaflet.css", _asset), ("player.css", _player)):
            style = _Part("page/style.html.j2", text=trusted(css(name)))
            page.header.add_child(style, name=name)
        values = still_values(self.scene)
        still = _Part("page/without_script.html.j2", **values, gate=trusted(_gate()))
        page.html.add_child(still, name="still")
        name = self.host.get_name()  # as with folium, a global name
        page.player = f"{_modules()}\nstart(globalThis.{name} = {name});"
        if page.linked:
            library = _Part("page/script.html.j2", text=trusted(_asset("leaflet.js")))
            page.header.add_child(library, name="leaflet")
        else:
            page.player = f"{_QUIET}\n{_asset('leaflet.js')}\n{page.script.render()}\n{page.player}"
        blocks = {**_data(self.scene), "frontline-player": page.player.encode()}
        page.blocks = {id: _deflated(content) for id, content in blocks.items()}


def to_folium(scene: Scene) -> folium.Map:
    """Return the scene as a folium map to which layers can be added.

    The map is drawn by the player; what is added is drawn on top. Leaflet is inlined, and
    folium's other scripts stay linked, for the layers that need them: see ``render_html`` for
    the page that asks for nothing.
    """
    return _folium(scene, offline=False)


def render_html(scene: Scene) -> str:
    """Render the scene as one HTML file that makes no request and states its own CSP."""
    return cast("_Page", _folium(scene, offline=True).get_root()).render()


def render_frame(scene: Scene) -> str:
    """Render the page inside a sandboxed frame, for a notebook or another page."""
    return fill(
        "page/frame.html.j2",
        sandbox=SANDBOX,
        title=scene.header.title,
        height_px=FRAME_HEIGHT_PX,
        page=render_html(scene),
    )


def _folium(scene: Scene, offline: bool) -> folium.Map:
    west, south, east, north = scene.header.extent
    host = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=9, tiles=None)
    host._template = template("page/leaflet_map.html.j2")
    host._id = "0"  # random otherwise
    linked = [] if offline else [link for link in folium.Map.default_js if link[0] != "leaflet"]
    styles = [] if offline else [s for s in folium.Map.default_css if s[0] != "leaflet_css"]
    host.default_js, host.default_css = linked, styles
    page = _Page(scene, linked=not offline)
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
    return content_policy(
        scripts=(_gate(), _boot(), player),
        styles=(_asset("leaflet.css"), _player("player.css")),
        more=("require-trusted-types-for 'script'", "trusted-types default"),
    )


@cache
def _leaflet() -> Part:
    return next(part for part in parts() if part.name == "Leaflet")


@cache
def _asset(name: str) -> str:
    """Read one of Leaflet's files, without what a browser would fetch for it."""
    path = resources.files("js_lib_leaflet") / "static/js_lib_leaflet" / name
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if name.endswith(".css"):
        return str(rcssmin.cssmin(re.sub(r"url\([^)]*\)", "none", text)))
    text = re.sub(r"//# sourceMappingURL=.*", "", text).strip()
    return _CALLED.sub(r"(this,(\1));", text)


@cache
def _player(name: str) -> str:
    text = (_PLAYER / name).read_text(encoding="utf-8")
    return str(rcssmin.cssmin(text))


@cache
def _boot() -> str:
    """Return what unpacks the player."""
    text = (_PLAYER / "shell/boot.mjs").read_text(encoding="utf-8")
    return f"{rjsmin.jsmin(text)}\nboot();"


@cache
def _gate() -> str:
    """Return what chooses between the player and the still page."""
    text = (_PLAYER / "shell/gate.js").read_text(encoding="utf-8")
    return str(rjsmin.jsmin(text))


@cache
def _modules() -> str:
    """Join the player's modules into one, each after those it imports from, without spaces."""
    folder = _PLAYER
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for room in (folder, *folder.iterdir())
        if room.is_dir()
        for path in room.iterdir()
        if path.name.endswith(".mjs")
    }
    needs = {name: sorted(_IMPORT.findall(texts[name])) for name in sorted(texts)}
    order = TopologicalSorter(needs).static_order()
    return str(rjsmin.jsmin("\n".join(_IMPORT.sub("", texts[name]) for name in order)))
