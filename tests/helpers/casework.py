"""The bad maps of ``tests/cases``: each folder changes the starter map so that it has problems.

``case.txt`` first describes the problem. Directives follow, one per line:

    without events.csv              remove a file
    size events.csv 300000000       extend a file to this many bytes
    link events.csv /etc/hosts      replace a file by a symbolic link
    run infer MAP/a.csv -o OUT/b    run this instead of check and build; MAP is the folder

``expected.txt`` has the lines that the user must see. After an intended change of wording, run this
module. It rewrites every ``expected.txt``, the cases and examples in
``frontline/rules/rules.toml``, and the page generated from it, ``docs/reference/errors.md``. Review
the changes:

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

NOT_COPIED = ("case.txt", "expected.txt")


def directives(case, name):
    """Return the arguments of each directive of a case that begins with a word."""
    lines = (case / "case.txt").read_text().splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith(f"{name} ")]


def write_case(case, folder):
    shutil.copytree(STARTER, folder)
    for (name,) in directives(case, "without"):
        (folder / name).unlink()
    for path in case.rglob("*"):
        if path.is_file() and path.name not in NOT_COPIED:
            target = folder / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for name, size in directives(case, "size"):
        with (folder / name).open("ab") as file:
            file.truncate(int(size))
    for name, destination in directives(case, "link"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(destination)


def run_case(case, folder, output):
    """Run the command of a case: by default ``check`` on its folder."""
    paths = {"MAP": str(folder), "OUT": str(output)}
    (args,) = directives(case, "run") or (["check", "MAP"],)
    parts = [arg.partition("/") for arg in args]
    return run(*(paths.get(head, head) + slash + rest for head, slash, rest in parts))


def stderr_of(result, folder):
    return result.stderr.replace(str(folder), "MAP")


def messages_by_code():
    """Map each code to the cases that expect it, and those to their messages without the code."""
    messages = {}
    for case in sorted(CASES.iterdir()):
        for line in (case / "expected.txt").read_text().splitlines():
            if match := re.fullmatch(r"(?:MAP/)?(.*) \[(FL\d{3})\]", line):
                messages.setdefault(match[2], {}).setdefault(case.name, []).append(match[1])
    return messages


def update_catalogue(catalogue):
    """Update the cases of every rule in the catalogue, and each example that no case prints."""
    messages, text = messages_by_code(), catalogue.read_text()
    for code, rule in tomllib.loads(text).items():
        cases = messages.get(code, {})
        before, heading, remainder = text.partition(f"\n[{code}]\n")
        body, next_heading, after = remainder.partition("\n[")
        if cases:
            body = re.sub(r"^cases = .*$", f"cases = {json.dumps(list(cases))}", body, flags=re.M)
        if cases and rule["example"] not in [
            example for lines in cases.values() for example in lines
        ]:
            example = min(cases.values(), key=len)[0]
            example = (
                json.dumps(example, ensure_ascii=False)
                if "'" in example or "\\" in example
                else f"'{example}'"
            )
            body = re.sub(
                r"^example = .*$",
                lambda _, example=example: f"example = {example}",
                body,
                flags=re.M,
            )
        text = before + heading + body + next_heading + after
    catalogue.write_text(text)


if __name__ == "__main__":
    for case in sorted(CASES.iterdir()):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "MAP")
            write_case(case, folder)
            (case / "expected.txt").write_text(
                stderr_of(run_case(case, folder, folder / "OUT"), folder)
            )
    update_catalogue(ROOT / "frontline" / "rules" / "rules.toml")
    page = runpy.run_path(str(ROOT / "docs" / "scripts" / "error_catalogue.py"))["page"]
    (ROOT / "docs" / "reference" / "errors.md").write_text(page())
