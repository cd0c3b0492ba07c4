"""List what the docstrings of public functions and classes lack, one line each.

python tests/helpers/docstrings.py frontline/ground
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


def sections(text):
    """Map the section names of a numpydoc docstring to their texts; "" is the text before them."""
    parts = SECTION.split(text)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def parameters(node):
    """Return the names of a function's public parameters, without ``self`` and ``cls``."""
    arguments = node.args
    candidates = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        *filter(None, (arguments.vararg, arguments.kwarg)),
    ]
    return [arg.arg for arg in candidates if arg.arg not in ("self", "cls") and arg.arg[0] != "_"]


def described_parameters(text):
    """Return the parameters that a section describes: ``a, b : type``, ``*args``, ``**options``."""
    heads = re.findall(r"^([*\w][\w*, ]*?)(?: : .*)?$", text, re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def raises_error(node):
    """Return whether the body of a function raises a new error."""
    return any(
        isinstance(child, ast.Raise) and isinstance(child.exc, ast.Call)
        for child in own_nodes(node)
    )


def own_nodes(node):
    """Yield the nodes of a function except those of nested functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from own_nodes(child)


def missing_parts(node):
    """Yield each part that the docstring of a function lacks."""
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    is_property = bool(decorators & {"property", "cached_property"})
    texts = sections(ast.get_docstring(node) or "")
    if is_command(node):  # its docstring is the help text
        return
    names = parameters(node)
    if not texts[""].strip():
        yield "a sentence"
    undescribed = [
        name for name in names if name not in described_parameters(texts.get("Parameters", ""))
    ]
    if undescribed:
        yield f"Parameters: {', '.join(undescribed)}"
    returns = node.returns is not None and ast.unparse(node.returns) not in (
        "None",
        "NoReturn",
        "Never",
    )
    if names and returns and not is_property and not {"Returns", "Yields"} & texts.keys():
        yield "Returns"
    if names and raises_error(node) and "Raises" not in texts:
        yield "Raises"


def is_command(node):
    """Return whether a function is a command, whose options carry their own help."""
    annotations = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
    return any(annotation.startswith(("Annotated[", "options.")) for annotation in annotations)


def public_definitions(body):
    for node in body:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node


def gaps(path):
    """Yield the line, the name and the missing part for each gap in a module's docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in public_definitions(tree.body):
        if isinstance(node, ast.ClassDef):
            docstring = ast.get_docstring(node) or ""
            if not docstring or docstring.startswith(("Hold", "Say", "Tell")):
                yield node.lineno, node.name, "a noun phrase"
            for method in public_definitions(node.body):
                if isinstance(method, ast.FunctionDef):
                    yield from (
                        (method.lineno, f"{node.name}.{method.name}", part)
                        for part in missing_parts(method)
                    )
        else:
            yield from ((node.lineno, node.name, part) for part in missing_parts(node))


def main(*arguments):
    count = 0
    for argument in arguments or ("frontline",):
        path = ROOT / argument
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for line, name, lack in gaps(module):
                count += 1
                print(f"{module.relative_to(ROOT).as_posix()}:{line}: {name}: {lack}")
    print(f"{count} missing")


if __name__ == "__main__":
    main(*sys.argv[1:])
