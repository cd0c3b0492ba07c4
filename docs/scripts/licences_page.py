"""Generate the licences page from the catalogue of third-party notices.

Run ``python docs/scripts/licences_page.py`` in the repository's folder.
"""

from pathlib import Path

from frontline.system.notices import parts

HEAD = """# Third-party material and dependencies

frontline is published under the [BSD-3-Clause licence](../../LICENSE). A map also contains the
work of its sources, whose terms are in `sources.csv`; base data, whose credits are in `map.toml`
and on the map; and the parts of other programs listed here. `docs/scripts/licences_page.py`
generates this page.

| part | in | licence | copyright | purpose |
|---|---|---|---|---|
"""

TAIL = """
Leaflet's notice is printed at the foot of the page, and its full terms stand at the end of the
page's source. Text in an SVG figure stays text; a PDF embeds the glyphs that it uses.

## Software bill of materials

```console
$ frontline sbom
```

This command prints a software bill of materials in CycloneDX 1.6 (JSON): frontline, every
installed package that it runs with (version, licence, dependencies), and the parts above with the
SHA-256 of their files. The output does not depend on the date. It needs the extra `sbom`.

## Exact versions, with hashes

Three constraints files pin exact versions, with the SHA-256 of every file that may be installed.
`make` installs nothing else.

| file | pins the packages for |
|---|---|
| `constraints.txt` | building maps |
| `constraints-dev.txt` | tests and checks |
| `constraints-docs.txt` | this documentation and a release |

To install a wheel of frontline the same way, run `pip install --require-hashes -r
constraints.txt`, then `pip install --no-deps` with the wheel.
"""


def page() -> str:
    """Return the page as Markdown."""
    rows = (
        f"| {part.name} | {', '.join(part.outputs)} "
        f"| {part.licence} | {part.notice} | {part.what} |"
        for part in parts()
    )
    return HEAD + "\n".join(rows) + "\n" + TAIL


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "reference" / "licences.md"
    target.write_text(page(), encoding="utf-8")
