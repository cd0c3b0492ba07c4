"""The architecture: the rooms of the package and what each may import.

A room is a folder or a module; a module belongs to the room with the longest matching name.
``violations`` parses the modules of a package and lists what breaks the rules, including modules
that belong to no room. ``unused`` lists permissions that no module needs.
"""

import ast
import re
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from sys import stdlib_module_names

ROOT = Path(__file__).parents[2]

# Room → the rooms that it may import from, besides itself. Only what a module needs is listed.
BASE = ("errors", "dates", "model")
SCENE = (*BASE, "evidence", "ground", "scene")
RULES = (  # what the rules for every file of the map import
    "intake.field_types",
    "intake.map_context",
    "intake.record_shape",
    "model",
)
MAY_IMPORT = {
    "errors": (),
    "system": ("errors",),
    "rules": ("errors",),
    "dates": ("errors",),
    "model": ("dates",),
    "language": ("model",),
    "style": ("model",),
    "world": ("model", "style"),
    "evidence": BASE,
    "ground": ("model",),
    "intake.formats.files": ("errors",),
    "intake.formats.kml_placemarks": ("errors",),
    "intake.formats.stored_dates": ("errors",),
    "intake.formats.osm_tags": (),
    "intake.formats.osm_extract": ("intake.formats.osm_tags",),
    "intake.formats.elevation_model": ("errors",),
    "intake.formats.plain_geopackage": ("errors", "intake.formats.stored_dates"),
    "intake.formats.gdal_worker": (
        "errors",
        "intake.formats.elevation_model",
        "intake.formats.kml_placemarks",
        "intake.formats.osm_extract",
        "intake.formats.plain_geopackage",
        "intake.formats.stored_dates",
    ),
    "intake.formats.gdal_answers": (),
    "intake.formats.reader_environment": (),
    "intake.formats.gdal_client": (
        "errors",
        "intake.formats.gdal_answers",
        "intake.formats.reader_environment",
    ),
    "intake.formats": (
        "dates",
        "errors",
        "intake.formats.files",
        "intake.formats.gdal_client",
        "model",
        "system",
    ),
    "intake.confusables": (),
    "intake.field_messages": ("errors", "intake.formats"),
    "intake.field_types": (*BASE, "intake.field_messages", "intake.formats", "system"),
    "intake.record_shape": (
        "errors",
        "intake.field_messages",
        "intake.field_types",
        "intake.formats",
    ),
    "intake.raw_map": ("errors", "intake.formats"),
    "intake.read": ("errors", "intake.formats", "intake.raw_map"),
    "intake.id_lookup": ("intake.confusables", "intake.field_messages"),
    "intake.translated_texts": ("errors", "intake.field_messages", "intake.formats", "model"),
    "intake.map_context": (
        *BASE,
        "intake.confusables",
        "intake.formats",
        "intake.id_lookup",
        "intake.raw_map",
        "intake.record_shape",
        "intake.translated_texts",
    ),
    "intake.prose": ("intake.field_types", "model", "system"),
    "intake.shown_dates": ("errors", "intake.formats", "intake.map_context"),
    "intake.areas": (*RULES, "dates", "errors", "intake.formats"),
    "intake.base_features": RULES,
    "intake.relief": RULES,
    "intake.claims": (*RULES, "dates", "intake.field_messages", "intake.formats"),
    "intake.events": (*RULES, "dates", "errors", "intake.formats"),
    "intake.places": (*RULES, "intake.formats"),
    "intake.sources": RULES,
    "intake.sides": (*RULES, "intake.formats", "style"),
    "intake.snapshots_table": (
        "intake.field_types",
        "intake.record_shape",
        "intake.sides",
        "model",
    ),
    "intake.language_files": (
        "errors",
        "intake.field_messages",
        "intake.field_types",
        "intake.formats",
        "intake.translated_texts",
        "language",
    ),
    "intake.chapters": (
        *RULES,
        "errors",
        "intake.field_messages",
        "intake.formats",
        "intake.prose",
        "intake.raw_map",
        "intake.shown_dates",
        "intake.translated_texts",
    ),
    "intake.world_layers": ("intake.map_context", "intake.record_shape", "model", "world"),
    "intake.map_toml": (
        *RULES,
        "dates",
        "errors",
        "intake.field_messages",
        "intake.formats",
        "intake.id_lookup",
        "intake.language_files",
        "intake.raw_map",
        "intake.shown_dates",
        "intake.sides",
        "intake.snapshots_table",
        "intake.world_layers",
    ),
    "intake.admin_units": ("model",),
    "intake.validate": (
        "errors",
        "intake.admin_units",
        "intake.areas",
        "intake.base_features",
        "intake.chapters",
        "intake.claims",
        "intake.events",
        "intake.map_context",
        "intake.map_toml",
        "intake.places",
        "intake.raw_map",
        "intake.relief",
        "intake.sources",
        "intake.world_layers",
        "model",
        "world",
    ),
    "intake.record_notices": (
        "dates",
        "errors",
        "intake.formats",
        "intake.raw_map",
        "intake.read",
        "model",
        "style",
    ),
    "intake.salvage": ("errors", "intake.formats", "intake.raw_map", "intake.validate", "model"),
    "intake.dataframes": (
        "errors",
        "intake.formats",
        "intake.raw_map",
        "intake.validate",
        "model",
    ),
    "intake.day_cells": ("dates", "errors", "intake.formats"),
    "intake.precision_columns": (),
    "intake.dated_points": (
        "errors",
        "intake.day_cells",
        "intake.formats",
        "intake.precision_columns",
        "model",
    ),
    "intake.places_with_sides": (
        "dates",
        "errors",
        "intake.confusables",
        "intake.dataframes",
        "intake.dated_points",
        "intake.day_cells",
        "intake.formats",
        "intake.formats.files",
        "intake.formats.gdal_client",
        "model",
    ),
    "snapshots": (*BASE, "ground", "intake"),
    "basemap": (
        "errors",
        "ground",
        "intake.dataframes",
        "intake.field_types",
        "intake.formats",
        "intake.formats.files",
        "intake.formats.gdal_client",
        "intake.formats.osm_tags",
        "model",
        "snapshots",
        "style",
        "world",
    ),
    "scene": (*BASE, "evidence", "ground", "language", "style"),
    "analysis": (
        *SCENE,
        "intake.dated_points",
        "intake.day_cells",
        "intake.places_with_sides",
    ),
    "text": (*SCENE, "analysis", "language", "style"),
    "render.policy": (),
    "render.templates": ("system", "text"),
    "render.problems": ("errors", "rules", "system"),
    "render.figure": (
        "analysis",
        "errors",
        "ground",
        "language",
        "model",
        "scene",
        "style",
        "text",
    ),
    "render.tables": (
        *BASE,
        "analysis",
        "language",
        "render.policy",
        "render.templates",
        "scene",
        "system",
        "text",
    ),
    "render.page.codec": ("ground", "model", "scene"),
    "render.page": (
        *BASE,
        "analysis",
        "ground",
        "language",
        "render.figure",
        "render.page.codec",
        "render.policy",
        "render.tables",
        "render.templates",
        "rules",
        "scene",
        "style",
        "system",
        "text",
    ),
    "render.report": (
        *BASE,
        "analysis",
        "language",
        "render.figure",
        "render.policy",
        "render.tables",
        "render.templates",
        "scene",
        "system",
        "text",
    ),
    "render.series": ("errors", "render.figure", "render.page", "scene", "system", "text"),
    "project.state_notices": (
        "errors",
        "ground",
        "intake.record_notices",
        "intake.world_layers",
        "model",
        "world",
    ),
    "project.ground_notices": (
        "errors",
        "evidence",
        "ground",
        "intake.admin_units",
        "intake.raw_map",
        "intake.record_notices",
        "model",
        "project.state_notices",
        "scene",
    ),
    "project": (
        "project.ground_notices",
        *BASE,
        "analysis",
        "basemap",
        "evidence",
        "intake",
        "intake.formats.files",
        "language",
        "render.figure",
        "render.page",
        "render.tables",
        "scene",
        "snapshots",
        "system",
        "text",
        "world",
    ),
    "publish": ("dates", "errors", "project", "render", "scene", "system"),
    "cli": (
        "__init__",  # the commands are clients of the public names
        "analysis",
        "basemap",
        "dates",
        "errors",
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

# Library or module of ours → the only rooms that may import it; what is not listed may be imported
# anywhere, if it is declared. Without rooms: nowhere.
ONLY_IN = {
    "folium": ("render.page.html",),
    "branca": ("render.page.html",),
    "jinja2": ("render.templates",),
    "markupsafe": ("render.templates",),
    "matplotlib": ("render.figure.paint",),
    "PIL": ("render.figure.fallback_picture", "render.page.relief_picture", "render.series.film"),
    "docx": ("render.report.word", "render.report.word_xml"),
    "weasyprint": ("render.report.pdf",),
    "markdown_it": ("intake.prose",),
    "pydantic": ("intake",),
    "pydantic_core": ("intake.formats.linear_patterns",),
    "typer": ("cli",),
    "rich": ("cli",),
    "xlsxwriter": ("render.tables.formats",),
    "cyclonedx": ("system.sbom",),
    "osmium": ("intake.formats.osm_extract",),
    "rasterio": ("intake.formats.elevation_model",),
    "pyogrio": ("intake.formats.gdal_worker", "intake.formats.table_stream"),
    "csv": ("intake.formats", "snapshots", "render.tables"),
    "json": (
        "basemap",
        "intake.formats",
        "snapshots",
        "language",
        "system",
        "text",
        "render",
        "publish",
        "world",
    ),
    "orjson": ("intake.formats", "snapshots"),
    "tomllib": ("intake.formats", "snapshots", "rules", "system.notices", "world"),
    "subprocess": ("intake.formats.gdal_client", "render.series.film"),
    "time": ("intake.formats.gdal_client", "system.interrupt"),
    "frontline.intake.formats.gdal_worker": (),  # the client starts it as a process
    **dict.fromkeys(("random", "secrets", "uuid", "numpy.random"), ()),
    **dict.fromkeys(
        ("asyncio", "ftplib", "http", "smtplib", "socket", "ssl", "urllib.request"), ()
    ),
}
# Room → what it must never import.
NEVER_IN = {
    "evidence": (
        "contourpy",
        "frontline.ground",
        "geopandas",
        "pyogrio",
        "pyproj",
        "scipy.spatial",
        "shapely",
    ),
    "model": ("geopandas",),
    "dates": ("shapely", "geopandas"),
    "style": ("shapely",),
    "ground": ("calendar", "datetime", "frontline.dates", "time", "zoneinfo"),
    "render": ("frontline.system.atomic",),
}
# Modules that import other modules by a string.
IMPORTS_BY_STRING = ("__init__", "cli.maps", "project.map_files", "publish")
STARTS_GDAL = ("intake.formats.gdal_client", "intake.formats.gdal_worker")
WRITES_FILES = ("render.series.film",)  # of the modules of render


def modules(package=ROOT / "frontline"):
    """Map the dotted names of a package's modules, relative to the package, to their sources."""
    return {
        path.relative_to(package).with_suffix("").as_posix().replace("/", "."): path.read_text(
            encoding="utf-8"
        )
        for path in sorted(package.rglob("*.py"))
    }


@cache
def nodes(source, *types):
    """Return the nodes of some types in a source, at any depth."""
    if types:
        return [node for node in nodes(source) if isinstance(node, types)]
    return list(ast.walk(ast.parse(source)))


@cache
def import_statements(source):
    """Return (statement, whether at run time) for every import in a source."""
    for_types = {
        id(inner)
        for node in nodes(source, ast.If)
        if ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    return [(node, id(node) not in for_types) for node in nodes(source, ast.Import, ast.ImportFrom)]


def imported(source, known):
    """Yield (name, whether at run time) for every absolute import statement of a source."""
    for node, at_run_time in import_statements(source):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, at_run_time
        elif node.level == 0:
            for alias in node.names:
                full_name = f"{node.module}.{alias.name}"
                is_ours = node.module.partition(".")[0] == "frontline"
                if is_ours and module_named(full_name, known) is None:
                    full_name = node.module
                yield full_name, at_run_time


def imported_by_string(source, known):
    """Yield the names that a source passes to ``import_module``.

    If a name is put together, its start is taken from the call, and its end is any string of the
    source that makes it the name of a module.
    """
    for call in nodes(source, ast.Call):
        if not IMPORTER.search(ast.unparse(call.func)):
            continue
        name = ast.unparse(call.args[0]).replace("{__name__}", "frontline")
        match = re.fullmatch(r"f?['\"]([\w.]*)({.*})?['\"]", name)
        if match is None:
            yield ast.unparse(call)  # no module has such a name
        elif match[2] is None:
            yield match[1]
        else:
            names = {match[1] + end for end in strings(source) if end}
            yield from sorted(name for name in names if module_named(name, known) is not None)


IMPORTER = re.compile(r"\b(?:import_module|__import__)$")


@cache
def imports_by_string(source):
    names = [
        *(node.id for node in nodes(source, ast.Name)),
        *(node.attr for node in nodes(source, ast.Attribute)),
        *(alias.name for node in nodes(source, ast.ImportFrom) for alias in node.names),
    ]
    return any(IMPORTER.search(name) for name in names)


@cache
def strings(source):
    """Return the strings of a source, without docstrings."""
    docstrings = {id(node.value) for node in nodes(source, ast.Expr)}
    return [
        node.value
        for node in nodes(source, ast.Constant)
        if isinstance(node.value, str) and id(node) not in docstrings
    ]


def module_named(full_name, known):
    """Return the module of ours with a full name such as ``frontline.model``, or None."""
    top, _, name = full_name.partition(".")
    candidates = (name, f"{name}.__init__") if name else ("__init__",)
    return next((each for each in candidates if top == "frontline" and each in known), None)


def room_of(name):
    """Return the room of a module: the longest matching name, or None."""
    candidates = names_over(name.removesuffix(".__init__"))
    return next((room for room in candidates if room in MAY_IMPORT), None)


@cache
def names_over(name):
    """Return a dotted name and those of everything that contains it, the longest first."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def covers(permission, room):
    """Return whether a permission names a room; a folder that is no room means all in it."""
    return room == permission or (
        room.startswith(f"{permission}.") and permission not in MAY_IMPORT
    )


def may_import(room, other):
    return room == other or any(covers(permission, other) for permission in MAY_IMPORT[room])


def contains_rooms(name):
    """Return whether a module is the ``__init__`` of a package that contains rooms."""
    package = name.removesuffix("__init__")
    return any(room.startswith(package) for room in MAY_IMPORT)


def is_in(name, rooms):
    return any(room in rooms for room in names_over(name))


def private_names(source, known):
    """Yield every private name of another module of ours that a source uses."""
    modules_of_ours = set()
    for node, _ in import_statements(source):
        start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if start.startswith("frontline.") and is_private(alias.name):
                yield start + alias.name
            if module_named(start + alias.name, known) is not None:
                modules_of_ours.add(alias.asname or alias.name)
    for node in nodes(source, ast.Attribute):
        if is_private(node.attr) and ast.unparse(node.value) in modules_of_ours:
            yield ast.unparse(node)


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


@cache
def writing_calls(source):
    """Return every function of a source that is called to write a file."""
    calls = []
    for call in nodes(source, ast.Call):
        function = ast.unparse(call.func)
        name = function.rpartition(".")[2]
        modes = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
        opens_for_writing = name == "open" and any(
            isinstance(mode, ast.Constant) and re.fullmatch(r"[rbt]*[wax+][bt+]*", str(mode.value))
            for mode in modes
        )
        if name in ("write_text", "write_bytes") or opens_for_writing:
            calls.append(function)
    return calls


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


def all_imports(sources):
    """Yield (module, its room, target, whether at run time) for every import of a package."""
    for name, source in sources.items():
        room = room_of(name)
        if room is None:
            continue
        for target, at_run_time in imported(source, sources):
            yield name, room, target, at_run_time
        if name in IMPORTS_BY_STRING:
            for target in imported_by_string(source, sources):
                yield name, room, target, True


def violations(sources=None, packages=None):
    """List the violations of the architecture, one line each."""
    sources = modules() if sources is None else sources
    packages = declared_packages() if packages is None else packages
    problems, imports = [], {}
    for name, source in sources.items():
        problems += [f"{name}: {problem}" for problem in problems_of_module(name, source, sources)]
    for name, room, target, at_run_time in all_imports(sources):
        top, _, local_name = target.partition(".")
        forbidden = NEVER_IN.get(room.partition(".")[0], ())
        if (at_run_time or room == "ground") and is_in(target, forbidden):
            problems.append(f"{name}: {room} must not know {target}")
        for library in ONLY_IN.keys() & names_over(target):
            if not is_in(name, ONLY_IN[library]):
                problems.append(f"{name}: must not import {library}")
        if top == "frontline":
            target_room = room_of(local_name or "__init__")
            imported_module = module_named(target, sources)
            if imported_module is not None:
                imports.setdefault(name, set()).add(imported_module)
            if target_room is None:
                problems.append(f"{name}: imports {target}, which is in no room")
            elif not may_import(room, target_room):
                problems.append(f"{name}: {room} must not import {target_room} ({target})")
        elif top not in stdlib_module_names and top not in packages:
            problems.append(f"{name}: imports {top}, which pyproject.toml does not declare")
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        problems.append(f"a circle of imports: {' → '.join(reversed(error.args[1]))}")
    return problems


def problems_of_module(name, source, sources):
    """Yield the violations that are no import of something by someone."""
    if room_of(name) is None and not (name.endswith("__init__") and contains_rooms(name)):
        yield "is in no room"
    if any(
        isinstance(node, ast.ImportFrom) and node.level for node, _ in import_statements(source)
    ):
        yield "imports are absolute"
    if name not in IMPORTS_BY_STRING and imports_by_string(source):
        yield "must not import by a string"
    if name not in STARTS_GDAL and any("gdal_worker" in text for text in strings(source)):
        yield "must not start the GDAL process"
    for private in private_names(source, sources):
        yield f"{private} is private"
    if is_in(name, ["render"]) and name not in WRITES_FILES:
        for call in writing_calls(source):
            yield f"must not write a file: {call}"


def unused(sources=None):
    """List the permissions that no module needs."""
    sources = modules() if sources is None else sources
    imports = list(all_imports(sources))
    rooms = {
        (room, room_of(target.partition(".")[2] or "__init__"))
        for _, room, target, _ in imports
        if target.partition(".")[0] == "frontline"
    }
    return [
        f"{room}: {permission}"
        for room, permissions in MAY_IMPORT.items()
        for permission in permissions
        if not any(
            importer == room and other and covers(permission, other) for importer, other in rooms
        )
    ] + [
        f"{library}: {room}"
        for library, permissions in ONLY_IN.items()
        for room in permissions
        if not any(
            is_in(target, [library]) and is_in(name, [room]) for name, _, target, _ in imports
        )
    ]
