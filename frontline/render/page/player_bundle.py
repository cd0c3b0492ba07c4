"""Player modules, style sheets and Leaflet → the scripts and styles of a page.

The player's modules are joined in the order of their imports, so that a page needs no server and
no loader. The joined modules share one scope: ``join_modules`` rejects duplicate names.

A bundler would give each module its own scope and shorter names, about 12 kB less per page, but
no maintained wheel has one: the esbuild wheel dates from 2021 and downloads its binary unchecked,
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
"""The player's style sheets in cascade order."""

_BOOT: Final = ("shell/page_data.mjs", "shell/boot.mjs")
"""The modules of the script that runs first."""

_PLAYER = resources.files(__package__) / "player"
_IMPORT = re.compile(r'^import \{\s([\w,\s]+)\s\} from "(\.{1,2}/[\w./]+)";$', re.MULTILINE)
_DECLARATION = re.compile(
    r"(export )?"
    r"(?:(?:async )?function (\w+)\(|class (\w+) |(?:const|let) (?:(\w+)|\[([\w, ]+)\]) =(?: |$))"
)
_INNER = re.compile(r"[ /})\]]")
"""Start of a line inside a declaration, of its last line, or of a comment."""
_NESTED_TEMPLATE = re.compile(r"`[^`]*\$\{[^}`]*`")
_TRAILING_COMMA = re.compile(r",(?=\n *[)\]}])")
_UMD = re.compile(r"\(this,(function\(\w+\)\{.*\})\);$", re.DOTALL)
"""The function around Leaflet: in parentheses, browsers parse it once instead of twice."""


def join_modules(modules: Mapping[str, str]) -> str:
    r"""Join modules into one, each after the modules that it imports.

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
        If a module cannot be joined: an import is unresolved or has another form than
        ``import { name } from "./path.mjs";``, a name is declared twice, a top-level statement is
        not a declaration, or imports are circular.

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
    exports = {
        path: set(_declared_names(path, text, exported=True)) for path, text in modules.items()
    }
    path_by_name: dict[str, str] = {}
    imports: dict[str, list[str]] = {}
    for path in sorted(modules):
        for name in _declared_names(path, modules[path]):
            if name in path_by_name:
                raise ValueError(f"{path}: {name} is declared in {path_by_name[name]} too")
            path_by_name[name] = path
        imports[path] = []
        for names, target in _imports(path, modules[path]):
            missing = [name for name in names if name not in exports.get(target, ())]
            if missing:
                raise ValueError(f"{path}: {target} does not export {', '.join(missing)}")
            imports[path].append(target)
        imports[path].sort()
    lines = (
        line
        for path in _in_import_order(imports)
        for line in _without_imports(modules[path]).splitlines()
    )
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
    """Return the script that chooses between the player and the fallback page."""
    return str(rjsmin.jsmin(_read(_PLAYER / "shell/gate.js")))


@cache
def leaflet_script() -> str:
    """Return Leaflet without its source map."""
    text = re.sub(r"//# sourceMappingURL=.*", "", _leaflet_file("leaflet.js")).strip()
    return _UMD.sub(r"(this,(\1));", text)


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet without images, which a browser would request."""
    return str(rcssmin.cssmin(re.sub(r"url\([^)]*\)", "none", _leaflet_file("leaflet.css"))))


def player_modules() -> dict[str, str]:
    """Return the source of each player module, by its path in the player's folder."""
    return {
        f"{prefix}{file.name}": _read(file)
        for prefix, folder in _folders()
        for file in folder.iterdir()
        if file.name.endswith(".mjs")
    }


def _in_import_order(imports: Mapping[str, list[str]]) -> list[str]:
    """Sort modules by path, each after its imports; similar neighbours compress well."""
    sorter = TopologicalSorter(imports)
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
    """Yield the names in each import of a module, with the path of the imported module."""
    for names, target in _IMPORT.findall(text):
        yield re.findall(r"\w+", names), normpath(f"{dirname(path) or '.'}/{target}")


def _without_imports(text: str) -> str:
    """Blank out the imports of a module; line numbers stay the same."""
    return _IMPORT.sub(lambda match: "\n" * match[0].count("\n"), text)


def _declared_names(path: str, text: str, exported: bool = False) -> Iterator[str]:
    """Yield the top-level names of a module, or only the exported ones."""
    for number, line in enumerate(_without_imports(text).splitlines(), 1):
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
