"""Generate `docs/errors.md` from the catalogue of rules, `frontline/rules/rules.toml`.

Run ``python docs/catalogue.py > docs/errors.md`` in the project's folder.
"""

from __future__ import annotations

from typing import Final

from frontline.rules.catalogue import Rule, rules

HEAD: Final = """\
# Errors

Every message about the data ends with the code of a rule. Each rule says why it exists and how to
fix the problem. `frontline explain` prints the same text as this page, which `docs/catalogue.py`
generates; [checking maps](check.md) describes how editors, workflows and commits can use the
codes.

```console
$ frontline explain FL104
```
"""

GROUPS: Final = {
    "FL0": "Files and formats",
    "FL1": "Fields: dates, numbers, texts",
    "FL2": "Ids and what refers to them",
    "FL3": "Geometry",
    "FL4": "Period and story",
}


def section(rule: Rule) -> str:
    """Return the section of a rule; its heading is the code alone, so that links stay short."""
    shown = f"```text\n{rule.example} [{rule.code}]\n```"
    return f"### {rule.code}\n\n**{rule.title}.** {rule.why} {rule.remedy}\n\n{shown}\n"


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for start, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [section(rule) for code, rule in rules().items() if code.startswith(start)]
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
