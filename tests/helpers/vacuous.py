"""Tests that would pass if there were nothing to test: every assertion is inside a loop.

A loop over a literal, or over a name to which one is assigned, always runs.
"""

import ast

PASS_ON = {"enumerate", "zip", "sorted", "list", "map", "reversed", "items", "values", "keys"}


def vacuous_tests(source):
    """List the names of the tests whose every assertion is inside a loop that may be empty."""
    module = ast.parse(source)
    constants = _assigned(module.body)
    tests = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return [test.name for test in tests if _is_vacuous(test, constants)]


def _assigned(statements):
    """Map each name to the last value that is assigned to it."""
    return {
        target.id: node.value
        for node in statements
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_vacuous(test, constants):
    known = constants | _assigned(ast.walk(test))
    inside = list(_assertions(test, known, may_be_empty=False))
    return bool(inside) and all(inside)


def _assertions(node, constants, *, may_be_empty):
    """Yield for each assertion whether it is inside a loop that may be empty."""
    if isinstance(node, ast.Assert) or _expects_an_error(node):
        yield may_be_empty
    if isinstance(node, ast.For):
        may_be_empty = may_be_empty or not _always_runs(node.iter, constants)
    if isinstance(node, ast.While):
        may_be_empty = True
    for child in ast.iter_child_nodes(node):
        yield from _assertions(child, constants, may_be_empty=may_be_empty)


def _expects_an_error(node):
    return (
        isinstance(node, ast.With)
        and isinstance(node.items[0].context_expr, ast.Call)
        and ast.unparse(node.items[0].context_expr.func) == "pytest.raises"
    )


def _always_runs(iterable, constants):
    match iterable:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(_always_holds(part, constants) for part in parts)
        case ast.Dict(keys=parts):
            return bool(parts)
        case ast.Constant(value=text):
            return bool(text)
        case ast.Name(id=name):
            return name in constants and _always_runs(constants[name], {})
        case ast.Call(func=ast.Name(id="range"), args=args):
            return any(isinstance(arg, ast.Constant) and arg.value for arg in args)
        case ast.Call(func=ast.Name(id=name), args=args) if name in PASS_ON:
            return any(_always_runs(arg, constants) for arg in args)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in PASS_ON:
            return _always_runs(value, constants)
    return False


def _always_holds(part, constants):
    return not isinstance(part, ast.Starred) or _always_runs(part.value, constants)
