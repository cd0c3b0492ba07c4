"""Map folders on disk: find, load, check, create."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from frontline.errors import DataError, Issue, UsageError
from frontline.evidence import release
from frontline.intake.raw_map import RawMap
from frontline.intake.read import read_folder
from frontline.intake.record_notices import record_notices
from frontline.intake.salvage import salvage
from frontline.intake.validate import validate
from frontline.model import Dataset
from frontline.system.atomic import replace_folder


def find(folder: str | Path = "geodata") -> list[Path]:
    """List the map folders in a folder.

    Parameters
    ----------
    folder : str or Path
        Folder of map folders.

    Returns
    -------
    list of Path
        Its folders with a ``map.toml``, sorted.

    Examples
    --------
    >>> [path.name for path in find()]
    ['belgorod-kharkiv-2024-05', 'western-front-1918']
    """
    return sorted(path.parent for path in Path(folder).glob("*/map.toml"))


def map_of(path: Path) -> Path:
    """Return the map folder of a path.

    Parameters
    ----------
    path : Path
        Map folder, or a file in it.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        If the path is a file outside any map folder.

    Examples
    --------
    >>> map_of(Path("frontline/starter/events.csv")).as_posix()
    'frontline/starter'
    """
    if not path.is_file():
        return path
    for folder in (path.parent, path.parent.parent):  # base/ and languages/ lie within
        if (folder / "map.toml").is_file():
            return folder
    raise UsageError(f"{path}: not in a map folder: there is no map.toml beside it")


def load(folder: str | Path) -> Dataset:
    """Read and validate a map folder.

    Parameters
    ----------
    folder : str or Path
        Map folder, with a ``map.toml``.

    Returns
    -------
    Dataset

    Raises
    ------
    DataError
        If the folder has problems; the error carries all of them.
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> dataset = load("frontline/starter")
    >>> dataset.header.title, len(dataset.places)
    ('Two villages in a week', 4)
    """
    return _valid(read_folder(Path(folder)))


def _valid(raw: RawMap) -> Dataset:
    """Validate a map, and verify that its areas keep their ground."""
    from frontline.project.ground_notices import verify_ground

    dataset = validate(raw)
    verify_ground(raw, dataset)
    return dataset


def load_good(folder: str | Path) -> tuple[Dataset, tuple[Issue, ...]]:
    """Read the valid part of a map folder.

    Parameters
    ----------
    folder : str or Path
        Map folder, with a ``map.toml``.

    Returns
    -------
    dataset : Dataset
        Data without problems; its header, and later the map, notes that something is left out.
    issues : tuple of Issue
        Problems of the data that is left out.

    Raises
    ------
    DataError
        If the map as a whole has a problem.
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> dataset, issues = load_good("frontline/starter")
    >>> issues
    ()
    """
    return salvage(read_folder(Path(folder)), _valid)


def load_with_notices(
    folder: str | Path, *, of_published: bool = False
) -> tuple[Dataset, tuple[Issue, ...]]:
    """Read and validate a map folder, and look for what is probably a mistake.

    Parameters
    ----------
    folder : str or Path
        Map folder, with a ``map.toml``.
    of_published : bool
        Look only at what may be published: a notice is a trace of the withheld row that it is of.

    Returns
    -------
    dataset : Dataset
        The validated map.
    notices : tuple of Issue
        Its notices, by file and line.

    Raises
    ------
    DataError
        If the folder has problems; the error carries all of them.
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> load_with_notices("frontline/starter")[1]
    ()
    """
    from frontline.project.ground_notices import ground_notices

    raw = read_folder(Path(folder))
    dataset = _valid(raw)
    noticed = release.published(dataset) if of_published else dataset
    found = (*record_notices(raw, noticed), *ground_notices(raw, noticed))
    return dataset, tuple(sorted(set(found)))


def notices(folder: str | Path) -> tuple[Issue, ...]:
    """Return every notice about a map folder: what is probably a mistake, and may be meant.

    Parameters
    ----------
    folder : str or Path
        Map folder, with a ``map.toml``.

    Returns
    -------
    tuple of Issue
        Notices by file and line; empty while the folder has problems, which ``check`` returns.

    Raises
    ------
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> notices("frontline/starter")
    ()
    """
    try:
        return load_with_notices(folder)[1]
    except DataError:
        return ()


def check(folder: str | Path) -> tuple[Issue, ...]:
    """Return every problem of a map folder.

    Parameters
    ----------
    folder : str or Path
        Map folder, with a ``map.toml``.

    Returns
    -------
    tuple of Issue
        Problems by file and line; empty if the map can be built.

    Raises
    ------
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> check("frontline/starter")
    ()
    """
    try:
        load(folder)
    except DataError as error:
        return error.issues
    return ()


def init(folder: str | Path) -> list[str]:
    """Create a small map folder that builds, as a starting point.

    Parameters
    ----------
    folder : str or Path
        Folder to create.

    Returns
    -------
    list of str
        Paths of its files, relative to the folder.

    Raises
    ------
    UsageError
        If the folder exists and is not empty.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: exists and is not empty")
    with resources.as_file(resources.files("frontline") / "starter") as starter:
        paths = sorted(path for path in starter.rglob("*") if path.is_file())
        files = {path.relative_to(starter).as_posix(): path.read_bytes() for path in paths}
    replace_folder(files, folder)
    return list(files)
