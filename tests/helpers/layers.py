"""The architecture: the rooms of the package and what each may import.

A room is a folder or a module; a module belongs to the room with the longest matching name.
``violations`` parses the source of a package and lists what breaks the rules, including modules
that belong to no room.
"""

import ast
import re
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Room → the rooms that it may import from, besides itself.
BASE = ("errors", "dates", "model")
SCENE = (*BASE, "evidence", "ground", "scene")
FIELDS = ("intake.field_messages", "intake.field_types", "intake.formats", "intake.record_shape")
RULES = (*BASE, *FIELDS, "intake.map_context")  # what the rules for one file of the map may import
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

# Library → the only rooms that may import it; libraries not listed may be imported anywhere.
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
# Room → what it must never import.
NEVER_IN = {
    "evidence": ("shapely", "geopandas", "frontline.ground"),
    "model": ("geopandas",),
    "dates": ("shapely", "geopandas"),
    "ground": ("datetime", "frontline.dates"),
}


def modules(package):
    """Map the dotted names of a package's modules, relative to the package, to their files."""
    return {
        path.relative_to(package).with_suffix("").as_posix().replace("/", "."): path
        for path in sorted(package.rglob("*.py"))
    }


@cache
def import_statements(source):
    """Return (statement, whether at run time) for every import in a source, at any depth."""
    tree = ast.parse(source)
    type_checking_ids = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    return [
        (node, id(node) not in type_checking_ids)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def imported(path, known):
    """Yield (name, whether at run time) for every import of a module."""
    for node, at_run_time in import_statements(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, at_run_time
        else:
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                full_name = f"{node.module}.{alias.name}"
                name = full_name.removeprefix("frontline.")
                is_ours = name in known or f"{name}.__init__" in known
                yield (full_name if is_ours else node.module), at_run_time


def room_of(name):
    """Return the room of a module: the longest matching name, or None."""
    name = name.removesuffix(".__init__")
    parts = name.split(".")
    candidates = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((room for room in candidates if room in MAY_IMPORT), None)


def may_import(room, other):
    """Return whether a room may import from another; a folder that is no room means all in it."""
    allowed = MAY_IMPORT[room]
    return room == other or any(
        other == name or (other.startswith(f"{name}.") and name not in MAY_IMPORT)
        for name in allowed
    )


def contains_rooms(name):
    """Return whether a module is the ``__init__`` of a package that contains rooms."""
    package = name.removesuffix("__init__")
    return any(room.startswith(package) for room in MAY_IMPORT)


def is_in(name, rooms):
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def declared_packages(pyproject=ROOT / "pyproject.toml"):
    """Return the import names of the declared dependencies, including extras but not groups."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    requirements = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        requirements += extra
    names = {
        re.match(r"[\w.-]+", requirement)[0].lower().replace("-", "_")
        for requirement in requirements
    }
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
    """List the violations of the architecture, one line each."""
    from sys import stdlib_module_names

    packages = declared_packages() if packages is None else packages
    paths = modules(package)
    problems, imports = [], {}
    for name, path in paths.items():
        room = room_of(name)
        if room is None and not (path.name == "__init__.py" and contains_rooms(name)):
            problems.append(f"{name}: is in no room")
        if room is None:
            continue
        for target, at_run_time in imported(path, paths):
            top, _, local_name = target.partition(".")
            forbidden = NEVER_IN.get(room.partition(".")[0], ())
            if (at_run_time or room == "ground") and is_in(target, forbidden):
                problems.append(f"{name}: {room} must not know {target}")
            if top == "frontline":
                target_room = room_of(local_name) if local_name else "__init__"
                imported_module = local_name if local_name in paths else f"{local_name}.__init__"
                if local_name and imported_module in paths:
                    imports.setdefault(name, set()).add(imported_module)
                if target_room is None:
                    problems.append(f"{name}: imports {target}, which is in no room")
                elif not may_import(room, target_room):
                    problems.append(f"{name}: {room} must not import {target_room} ({target})")
                continue
            if top in ONLY_IN and not is_in(name, ONLY_IN[top]):
                problems.append(f"{name}: must not import {top}")
            if top not in stdlib_module_names and top not in packages:
                problems.append(f"{name}: imports {top}, which pyproject.toml does not declare")
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        problems.append(f"a circle of imports: {' → '.join(error.args[1])}")
    return problems
