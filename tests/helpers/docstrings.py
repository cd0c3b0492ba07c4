"""What the docstrings of public functions and classes leave out, a line each.

python tests/helpers/docstrings.py frontline/ground
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


def sections(text):
    """Map the sections of a numpydoc docstring to their texts; "" is what stands before them."""
    parts = SECTION.split(text)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def parameters(node):
    """The names of a function's parameters, without ``self`` and ``cls``."""
    a = node.args
    named = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
    return [arg.arg for arg in named if arg.arg not in ("self", "cls") and arg.arg[0] != "_"]


def described(text):
    """The parameters that a section describes: ``a, b : type``, ``*args``, ``**options``."""
    heads = re.findall(r"^([*\w][\w*, ]*?)(?: : .*)?$", text, re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def raised(node):
    """Whether a function itself raises a new error."""
    return any(isinstance(n, ast.Raise) and isinstance(n.exc, ast.Call) for n in own(node))


def own(node):
    """Walk a function without the functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from own(child)


def lacks(node):
    """Yield what the docstring of a function leaves out."""
    decorators = {ast.unparse(each) for each in node.decorator_list}
    is_property = bool(decorators & {"property", "cached_property"})
    found = sections(ast.get_docstring(node) or "")
    if is_command(node):  # its docstring is its help
        return
    wanted = parameters(node)
    if not found[""].strip():
        yield "a sentence"
    missing = [name for name in wanted if name not in described(found.get("Parameters", ""))]
    if missing:
        yield f"Parameters: {', '.join(missing)}"
    returns = node.returns is not None and ast.unparse(node.returns) not in (
        "None",
        "NoReturn",
        "Never",
    )
    if wanted and returns and not is_property and not {"Returns", "Yields"} & found.keys():
        yield "Returns"
    if wanted and raised(node) and "Raises" not in found:
        yield "Raises"


def is_command(node):
    """Whether a function is a command: its options carry their own help."""
    notes = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
    return any(note.startswith(("Annotated[", "options.")) for note in notes)


def public(body):
    for node in body:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node


def missing(path):
    """Yield the line and the name of each thing that a module's docstrings leave out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in public(tree.body):
        if isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node) or ""
            if not text or text.startswith(("Hold", "Say", "Tell")):
                yield node.lineno, node.name, "a noun phrase"
            for method in public(node.body):
                if isinstance(method, ast.FunctionDef):
                    yield from (
                        (method.lineno, f"{node.name}.{method.name}", lack)
                        for lack in lacks(method)
                    )
        else:
            yield from ((node.lineno, node.name, lack) for lack in lacks(node))


def main(*places):
    count = 0
    for place in places or ("frontline",):
        start = ROOT / place
        for path in sorted(start.rglob("*.py")) if start.is_dir() else [start]:
            for line, name, lack in missing(path):
                count += 1
                print(f"{path.relative_to(ROOT).as_posix()}:{line}: {name}: {lack}")
    print(f"{count} missing")


if __name__ == "__main__":
    main(*sys.argv[1:])
