"""Player modules, style sheets and Leaflet → the scripts and styles that a page holds.

The player's modules are joined in the order of their imports, so that a page needs no server and
no loader. They share one scope then: ``join_modules`` refuses two modules that declare one name.

A bundler would give each module its own scope and shorter names, about 12 kB less per page, but
no maintained wheel holds one: the esbuild wheel dates from 2021 and downloads its binary unchecked,
``deno bundle`` downloads esbuild as well, and one person maintains the bun wheel of 107 MB. npm is
more than the README asks of a machine that builds a map. The wheels that only shorten names
(esbuild-py, minify-go) would save as much, but bring the Go runtime into a process that forks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from importlib.resources.abc import Traversable
from posixpath import dirname, normpath
from typing import Final

import rcssmin
import rjsmin

STYLE_SHEETS: Final = (
    "tokens",
    "page",
    "map",
    "time",
    "compare",
    "panels",
    "embedded",
    "story",
    "right_to_left",
    "foot",
    "small_screen",
    "print",
)
"""The style sheets of the player in the order of the cascade."""

_BOOT: Final = ("shell/page_data.mjs", "shell/boot.mjs")
"""The modules of the script that runs first."""

_PLAYER = resources.files(__package__) / "player"
_IMPORT = re.compile(r'^import \{\s([\w,\s]+)\s\} from "(\.{1,2}/[\w./]+)";$', re.MULTILINE)
_DECLARATION = re.compile(
    r"(export )?"
    r"(?:(?:async )?function (\w+)\(|class (\w+) |(?:const|let) (?:(\w+)|\[([\w, ]+)\]) =(?: |$))"
)
_INNER = re.compile(r"[ /})\]]")
"""What begins a line within a declaration, its end or a comment."""
_NESTED_TEMPLATE = re.compile(r"`[^`]*\$\{[^}`]*`")
_TRAILING_COMMA = re.compile(r",(?=\n *[)\]}])")
_UMD = re.compile(r"\(this,(function\(\w+\)\{.*\})\);$", re.DOTALL)
"""The function that Leaflet is: browsers parse one at once if it stands in brackets, else twice."""


def join_modules(modules: Mapping[str, str]) -> str:
    r"""Join modules into one, each after those that it imports from.

    Parameters
    ----------
    modules : mapping of str to str
        Source by path. An import names a module by a path relative to its own.

    Returns
    -------
    str
        The source of one module that imports and exports nothing.

    Raises
    ------
    ValueError
        If a module cannot be joined: it imports what is not there or in another form than
        ``import { name } from "./path.mjs";``, declares a name that another declares, has a
        statement at its top that declares nothing, or is part of a circle.

    Examples
    --------
    >>> modules = {
    ...     "map/scale.mjs": 'import { km } from "../units.mjs";\nexport const SCALE = km(5);\n',
    ...     "units.mjs": "export const km = (metres) => metres / 1000;\n",
    ... }
    >>> print(join_modules(modules), end="")
    const km = (metres) => metres / 1000;
    const SCALE = km(5);
    """
    exports = {path: set(_declared(path, text, exported=True)) for path, text in modules.items()}
    owners: dict[str, str] = {}
    needs: dict[str, list[str]] = {}
    for path in sorted(modules):
        for name in _declared(path, modules[path]):
            if name in owners:
                raise ValueError(f"{path}: {name} is declared in {owners[name]} too")
            owners[name] = path
        needs[path] = []
        for names, target in _imports(path, modules[path]):
            missing = [name for name in names if name not in exports.get(target, ())]
            if missing:
                raise ValueError(f"{path}: {target} does not export {', '.join(missing)}")
            needs[path].append(target)
        needs[path].sort()
    lines = (line for path in _needed_first(needs) for line in _body(modules[path]).splitlines())
    return "".join(f"{line.removeprefix('export ')}\n" for line in lines if line)


@cache
def player_script() -> str:
    """Return the player's modules as one module without comments and indentation."""
    modules = player_modules()
    del modules[_BOOT[-1]]
    text = join_modules(modules)
    # The minifier would strip the spaces from the text of the inner template.
    nested = _NESTED_TEMPLATE.search(text)
    if nested:
        raise ValueError(f"template within a template: {nested[0]}")
    return str(rjsmin.jsmin(_TRAILING_COMMA.sub("", text)))


@cache
def player_style() -> str:
    """Return the player's style sheets as one."""
    sheets = [_read(_PLAYER / "style" / f"{name}.css") for name in STYLE_SHEETS]
    return str(rcssmin.cssmin("".join(sheets)))


@cache
def boot_script() -> str:
    """Return the script that unpacks and starts the player."""
    modules = player_modules()
    return f"{rjsmin.jsmin(join_modules({path: modules[path] for path in _BOOT}))}\nboot();"


@cache
def gate_script() -> str:
    """Return the script that chooses between the player and the page without script."""
    return str(rjsmin.jsmin(_read(_PLAYER / "shell/gate.js")))


@cache
def leaflet_script() -> str:
    """Return Leaflet without its source map."""
    text = re.sub(r"//# sourceMappingURL=.*", "", _leaflet_file("leaflet.js")).strip()
    return _UMD.sub(r"(this,(\1));", text)


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet without the pictures that a browser would fetch."""
    return str(rcssmin.cssmin(re.sub(r"url\([^)]*\)", "none", _leaflet_file("leaflet.css"))))


def player_modules() -> dict[str, str]:
    """Return the source of each module of the player by its path in the player's folder."""
    return {
        f"{prefix}{file.name}": _read(file)
        for prefix, folder in _folders()
        for file in folder.iterdir()
        if file.name.endswith(".mjs")
    }


def _needed_first(needs: Mapping[str, list[str]]) -> list[str]:
    """Order modules by path, each after those that it needs: what is alike packs well together."""
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"circle of imports: {' → '.join(error.args[1])}") from error
    ready: list[str] = []
    order: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return order


def _folders() -> Iterator[tuple[str, Traversable]]:
    yield "", _PLAYER
    for folder in _PLAYER.iterdir():
        if folder.is_dir():
            yield f"{folder.name}/", folder


def _imports(path: str, text: str) -> Iterator[tuple[list[str], str]]:
    """List the names that a module imports, each list with the path of the module they are in."""
    for names, target in _IMPORT.findall(text):
        yield re.findall(r"\w+", names), normpath(f"{dirname(path) or '.'}/{target}")


def _body(text: str) -> str:
    """Return a module without its imports, every line where it was."""
    return _IMPORT.sub(lambda match: "\n" * match[0].count("\n"), text)


def _declared(path: str, text: str, exported: bool = False) -> Iterator[str]:
    """List the names that a module declares at its top, or of those the exported ones."""
    for number, line in enumerate(_body(text).splitlines(), 1):
        if not line or _INNER.match(line):
            continue
        match = _DECLARATION.match(line)
        if not match:
            raise ValueError(f"{path}:{number}: neither an import nor a declaration: {line}")
        if match[1] or not exported:
            yield from next(names for names in match.groups()[1:] if names).split(", ")


def _read(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _leaflet_file(name: str) -> str:
    file = resources.files("js_lib_leaflet") / "static/js_lib_leaflet" / name
    return _read(file).replace("\r\n", "\n")
