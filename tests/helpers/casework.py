"""Each folder of ``tests/cases`` is the starter map with something wrong in it.

``case.txt`` says in words what is wrong, and then, each on a line of its own:

    without events.csv              takes a file away
    size events.csv 300000000       makes it so many bytes long
    link events.csv /etc/hosts      makes it a link
    run infer MAP/a.csv -o OUT/b    is run in place of check and build; MAP is the folder

``expected.txt`` has the lines that a user must see. After an intended change of wording, this
rewrites all of them, the cases and examples of ``frontline/rules/rules.toml``, and the page
generated from it, ``docs/reference/errors.md``; read what it changed:

    python tests/helpers/casework.py
"""

import json
import re
import runpy
import shlex
import shutil
import tempfile
import tomllib
from pathlib import Path

from support import CASES, ROOT, STARTER, run

OWN = ("case.txt", "expected.txt")


def orders(case, word):
    """The lines of a case that begin with a word, in their parts after it."""
    lines = (case / "case.txt").read_text().splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith(f"{word} ")]


def lay_out(case, folder):
    shutil.copytree(STARTER, folder)
    for (name,) in orders(case, "without"):
        (folder / name).unlink()
    for path in case.rglob("*"):
        if path.is_file() and path.name not in OWN:
            target = folder / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for name, size in orders(case, "size"):
        with (folder / name).open("ab") as file:
            file.truncate(int(size))
    for name, to in orders(case, "link"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(to)


def door(case, folder, out):
    """What the case runs: by default the check of its folder."""
    named = {"MAP": str(folder), "OUT": str(out)}
    (args,) = orders(case, "run") or (["check", "MAP"],)
    parts = [arg.partition("/") for arg in args]
    return run(*(named.get(head, head) + slash + rest for head, slash, rest in parts))


def said(result, folder):
    return result.stderr.replace(str(folder), "MAP")


def breaks():
    """What each case breaks: its messages without their codes, by code."""
    found = {}
    for case in sorted(CASES.iterdir()):
        for line in (case / "expected.txt").read_text().splitlines():
            if match := re.fullmatch(r"(?:MAP/)?(.*) \[(FL\d{3})\]", line):
                found.setdefault(match[2], {}).setdefault(case.name, []).append(match[1])
    return found


def renew(catalogue):
    """Update the cases of every rule in the catalogue, and each example that no case prints."""
    found, text = breaks(), catalogue.read_text()
    for code, rule in tomllib.loads(text).items():
        by = found.get(code, {})
        head, mark, rest = text.partition(f"\n[{code}]\n")
        body, begin, after = rest.partition("\n[")
        if by:
            body = re.sub(r"^cases = .*$", f"cases = {json.dumps(list(by))}", body, flags=re.M)
        if by and rule["example"] not in [line for lines in by.values() for line in lines]:
            line = min(by.values(), key=len)[0]
            line = (
                json.dumps(line, ensure_ascii=False) if "'" in line or "\\" in line else f"'{line}'"
            )
            body = re.sub(
                r"^example = .*$", lambda _, line=line: f"example = {line}", body, flags=re.M
            )
        text = head + mark + body + begin + after
    catalogue.write_text(text)


if __name__ == "__main__":
    for case in sorted(CASES.iterdir()):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "MAP")
            lay_out(case, folder)
            (case / "expected.txt").write_text(said(door(case, folder, folder / "OUT"), folder))
    renew(ROOT / "frontline" / "rules" / "rules.toml")
    page = runpy.run_path(str(ROOT / "docs" / "scripts" / "error_catalogue.py"))["page"]
    (ROOT / "docs" / "reference" / "errors.md").write_text(page())
