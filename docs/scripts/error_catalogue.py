"""Generate the error catalogue, ``docs/reference/errors.md``, from ``frontline/rules/rules.toml``.

Run ``python docs/scripts/error_catalogue.py > docs/reference/errors.md`` in the repository.
"""

from __future__ import annotations

from typing import Final

from frontline.rules.catalogue import Rule, rules

HEAD: Final = """\
# Error catalogue

Every message about data ends with a code. A code stands for one rule and one remedy. A map with a
problem is not built; [notices](#notices) are about what is probably a mistake, and may be meant.
`frontline explain` prints the same text; [Check a map](../how-to/check.md) shows how editors,
workflows and commits use it. `docs/scripts/error_catalogue.py` generates this page.

```console
$ frontline explain FL104
```
"""

GROUPS: Final = {
    "FL0": "Files and formats",
    "FL1": "Fields: dates, numbers, text",
    "FL2": "Ids and references",
    "FL3": "Geometry",
    "FL4": "Period and story",
    "FL5": "Notices",
}


def section(rule: Rule) -> str:
    """Return the section of a rule, with the code as its heading, so that links are short."""
    example = f"```text\n{rule.example} [{rule.code}]\n```"
    return f"### {rule.code}\n\n**{rule.title}.** {rule.why} {rule.remedy}\n\n{example}\n"


def page() -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for prefix, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [section(rule) for code, rule in rules().items() if code.startswith(prefix)]
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
