"""Write the page on licences from the catalogue of notices: ``python docs/licences.py``."""

from pathlib import Path

from frontline.system.notices import parts

HEAD = """# What an output holds of others, and what runs

A map holds the work of its sources, whose terms stand in `sources.csv`, and base data, whose
credits stand in `map.toml` and on the map. It also holds parts of the programs that it was made
with. This page is made by `docs/licences.py`.

| part | in | licence | whose it is | what it is there for |
|---|---|---|---|---|
"""

TAIL = """
The notice of Leaflet stands at the foot of the page, and its terms in full at the end of the page's
source. Letters in an SVG are shapes; a PDF holds those letters that it uses.

## A bill of materials

```console
$ frontline sbom
```

This prints a software bill of materials in CycloneDX 1.6 (JSON), the same on every day:
frontline, each package that it runs with, as installed, with its version, licence and what it
needs itself, and the parts above with the SHA-256 of their files. It needs the extra `sbom`.

## Exact versions, with hashes

`constraints.txt` names each package that a map is made with, `constraints-dev.txt` also those that
the tests need: exact versions, and the SHA-256 of every file of theirs that may be installed.
`make` installs nothing else. A wheel of frontline is installed so by `pip install --require-hashes
-r constraints.txt`, and then `pip install --no-deps` with the wheel.
"""


def page() -> str:
    """Return the page."""
    rows = (
        f"| {p.name} | {', '.join(p.outputs)} | {p.licence} | {p.notice} | {p.what} |"
        for p in parts()
    )
    return HEAD + "\n".join(rows) + "\n" + TAIL


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(page(), encoding="utf-8")
