"""The environment variables of the reading process: nothing of the user's but where libraries are.

Those that are fixed keep the libraries offline, on one core, and away from files beside the data.
"""

from __future__ import annotations

import os
from typing import Final

_KEPT: Final = (
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "GDAL_DATA",
    "PROJ_DATA",
)
_FIXED: Final = {
    "CPL_DEBUG": "OFF",
    "CPL_TMPDIR": "/nowhere",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OSMIUM_POOL_THREADS": "1",
    "OSMIUM_MAX_INPUT_QUEUE_SIZE": "4",
    "OSMIUM_MAX_OSMDATA_QUEUE_SIZE": "4",
    "PROJ_NETWORK": "OFF",
}


def reader_environment() -> dict[str, str]:
    """Return the environment variables of the reading process.

    Returns
    -------
    dict
        Values by name.

    Examples
    --------
    >>> reader_environment()["PROJ_NETWORK"]
    'OFF'
    """
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **_FIXED}
