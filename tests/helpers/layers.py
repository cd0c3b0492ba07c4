"""The rooms of the package and what each may import: the architecture, written down once.

``violations`` reads a package as text and lists what breaks it. A room is a folder or a module;
the longest name that fits a module counts. A module that fits no room is a violation too.
"""

import ast
import re
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]

# A room, and the rooms from which it may import. Each may import from itself.
BASE = ("errors", "dates", "model")
SCENE = (*BASE, "evidence", "ground", "scene")
FIELDS = ("intake.field_messages", "intake.field_types", "intake.formats", "intake.record_shape")
RULES = (*BASE, *FIELDS, "intake.map_context")  # what the rules of a file of the map may know
MAY_IMPORT = {
    "errors": (),
    "system": ("errors",),
    "rules": ("errors",),
    "dates": ("errors",),
    "model": ("dates",),
    "language": ("model",),
    "style": ("model",),
    "evidence": ("dates", "errors", "model"),
    "ground": ("model",),
    "intake.formats.files": ("errors",),
    "intake.formats.gdal_worker": (),
    "intake.formats.gdal_answers": (),
    "intake.formats.gdal_client": ("errors", "intake.formats.gdal_answers"),
    "intake.formats": (
        "dates",
        "errors",
        "intake.formats.files",
        "intake.formats.gdal_client",
        "system",
    ),
    "intake.confusables": (),
    "intake.field_messages": ("errors", "intake.formats"),
    "intake.field_types": (*BASE, "intake.field_messages", "intake.formats", "system"),
    "intake.record_shape": ("errors", *FIELDS),
    "intake.raw_map": ("errors", "intake.formats"),
    "intake.read": ("errors", "intake.formats", "intake.raw_map"),
    "intake.id_lookup": ("intake.confusables", "intake.field_messages"),
    "intake.translated_texts": ("errors", "intake.field_messages", "intake.formats", "model"),
    "intake.map_context": (
        *BASE,
        *FIELDS,
        "intake.confusables",
        "intake.id_lookup",
        "intake.raw_map",
        "intake.translated_texts",
    ),
    "intake.prose": ("intake.field_types", "model", "system"),
    "intake.shown_dates": ("errors", "intake.formats", "intake.map_context"),
    "intake.areas": RULES,
    "intake.base_features": RULES,
    "intake.claims": RULES,
    "intake.events": RULES,
    "intake.places": RULES,
    "intake.sources": RULES,
    "intake.sides": (*RULES, "style"),
    "intake.snapshots_table": (*FIELDS, "intake.sides", "model"),
    "intake.language_files": (*FIELDS, "errors", "intake.translated_texts", "language"),
    "intake.chapters": (
        *RULES,
        "intake.raw_map",
        "intake.prose",
        "intake.shown_dates",
        "intake.translated_texts",
    ),
    "intake.map_toml": (
        *RULES,
        "intake.id_lookup",
        "intake.language_files",
        "intake.raw_map",
        "intake.shown_dates",
        "intake.sides",
        "intake.snapshots_table",
    ),
    "intake.validate": (
        "errors",
        "intake.areas",
        "intake.base_features",
        "intake.chapters",
        "intake.claims",
        "intake.events",
        "intake.map_context",
        "intake.raw_map",
        "intake.map_toml",
        "intake.places",
        "intake.sources",
        "model",
    ),
    "intake.salvage": (*BASE, "intake.formats", "intake.raw_map", "intake.validate"),
    "intake.dataframes": (*BASE, "intake.formats", "intake.raw_map", "intake.validate"),
    "intake.dated_points": (*BASE, "intake.formats"),
    "intake.places_with_sides": (
        *BASE,
        "intake.dataframes",
        "intake.formats",
        "intake.formats.files",
        "intake.formats.gdal_client",
    ),
    "snapshots": (*BASE, "ground", "intake"),
    "scene": (*BASE, "evidence", "ground", "language", "style"),
    "analysis": (*SCENE, "intake.dated_points", "intake.places_with_sides"),
    "text": (*SCENE, "analysis", "language"),
    "render.policy": (),
    "render.templates": ("system", "text"),
    "render.problems": ("errors", "rules", "system"),
    "render.figure": (*SCENE, "analysis", "language", "style", "text"),
    "render.tables": (
        *SCENE,
        "analysis",
        "language",
        "render.policy",
        "render.templates",
        "system",
        "text",
    ),
    "render.page.codec": ("ground", "model", "scene"),
    "render.page": (
        *SCENE,
        "analysis",
        "language",
        "render.figure",
        "render.page.codec",
        "render.policy",
        "render.tables",
        "render.templates",
        "rules",
        "style",
        "system",
        "text",
    ),
    "render.report": (
        *SCENE,
        "analysis",
        "language",
        "render.figure",
        "render.policy",
        "render.tables",
        "render.templates",
        "system",
        "text",
    ),
    "render.series": ("errors", "render.figure", "render.page", "scene", "system", "text"),
    "project": (
        *SCENE,
        "analysis",
        "intake",
        "render.figure",
        "render.page",
        "render.tables",
        "snapshots",
        "system",
        "text",
    ),
    "publish": ("dates", "errors", "project", "render", "scene", "system"),
    "cli": (
        "__init__",  # the commands are clients of the public names
        *BASE,
        "analysis",
        "intake",
        "language",
        "project",
        "publish",
        "render",
        "rules",
        "scene",
        "snapshots",
        "system",
        "text",
    ),
    "__main__": ("cli", "system"),
    "__init__": (
        "analysis",
        "errors",
        "intake",
        "model",
        "project",
        "render",
        "scene",
        "system",
        "text",
    ),
}

# The rooms or modules in which a library may be imported; what is not named here may be anywhere.
ONLY_IN = {
    "folium": ("render.page.html",),
    "branca": ("render.page.html",),
    "jinja2": ("render.templates",),
    "markupsafe": ("render.templates",),
    "matplotlib": ("render.figure.paint",),
    "PIL": ("render.figure.fallback_picture", "render.series.film"),
    "docx": ("render.report.word", "render.report.word_xml"),
    "weasyprint": ("render.report.pdf",),
    "markdown_it": ("intake.prose",),
    "pydantic": ("intake",),
    "typer": ("cli",),
    "rich": ("cli",),
    "xlsxwriter": ("render.tables.formats",),
    "cyclonedx": ("system.sbom",),
    "pyogrio": ("intake.formats.gdal_worker", "intake.formats.table_stream"),
    "csv": ("intake.formats", "snapshots", "render.tables", "text"),
    "json": (
        "intake.formats",
        "snapshots",
        "language",
        "system",
        "text",
        "render",
        "publish",
        "cli",
    ),
}
# What a room must not know, whoever else may.
NEVER_IN = {
    "evidence": ("shapely", "geopandas", "frontline.ground"),
    "model": ("geopandas",),
    "dates": ("shapely", "geopandas"),
    "ground": ("datetime", "frontline.dates"),
}


def modules(package):
    """Map the dotted names of the modules below a package folder, without its own, to files."""
    return {
        path.relative_to(package).with_suffix("").as_posix().replace("/", "."): path
        for path in sorted(package.rglob("*.py"))
    }


def imported(path, known):
    """Yield what a module imports, in functions and for type checks too; (name, at run time)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checks = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        at_run_time = id(node) not in checks
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, at_run_time
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                name = full.removeprefix("frontline.")
                ours = name in known or f"{name}.__init__" in known
                yield (full if ours else node.module), at_run_time


def room_of(name):
    """The room of a module, by the longest name that fits; None where there is none."""
    name = name.removesuffix(".__init__")
    parts = name.split(".")
    fits = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((room for room in fits if room in MAY_IMPORT), None)


def may(room, other):
    """Whether a room may import from another; a folder that is no room stands for all in it."""
    allowed = MAY_IMPORT[room]
    return room == other or any(
        other == each or (other.startswith(f"{each}.") and each not in MAY_IMPORT)
        for each in allowed
    )


def holds_rooms(name):
    """Whether a module is the face of a package of rooms."""
    package = name.removesuffix("__init__")
    return any(room.startswith(package) for room in MAY_IMPORT)


def fits(name, rooms):
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def declared(pyproject=ROOT / "pyproject.toml"):
    """The import names of the packages that the project declares, extras (not groups) included."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("-", "_") for line in lines}
    aliases = {
        "markdown_it_py": "markdown_it",
        "pillow": "PIL",
        "python_docx": "docx",
        "cyclonedx_python_lib": "cyclonedx",
        "packageurl_python": "packageurl",
        "django_js_lib_leaflet": "js_lib_leaflet",
    }
    return {aliases.get(name, name) for name in names}


def violations(package=ROOT / "frontline", packages=None):
    """List what breaks the architecture, a line each; none where it holds."""
    from sys import stdlib_module_names

    packages = declared() if packages is None else packages
    known = modules(package)
    found, needs = [], {}
    for name, path in known.items():
        room = room_of(name)
        if room is None and not (path.name == "__init__.py" and holds_rooms(name)):
            found.append(f"{name}: is in no room")
        if room is None:
            continue
        for target, at_run_time in imported(path, known):
            top, _, rest = target.partition(".")
            banned = NEVER_IN.get(room.partition(".")[0], ())
            if (at_run_time or room == "ground") and fits(target, banned):
                found.append(f"{name}: {room} must not know {target}")
            if top == "frontline":
                other = room_of(rest) if rest else "__init__"
                ours = rest if rest in known else f"{rest}.__init__"
                if rest and ours in known:
                    needs.setdefault(name, set()).add(ours)
                if other is None:
                    found.append(f"{name}: imports {target}, which is in no room")
                elif not may(room, other):
                    found.append(f"{name}: {room} must not import {other} ({target})")
                continue
            if top in ONLY_IN and not fits(name, ONLY_IN[top]):
                found.append(f"{name}: must not import {top}")
            if top not in stdlib_module_names and top not in packages:
                found.append(f"{name}: imports {top}, which pyproject.toml does not declare")
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found.append(f"a circle of imports: {' → '.join(error.args[1])}")
    return found
