"""Find tests that pass without testing anything: all their assertions are in loops.

A loop over a nonempty literal, or over a name assigned to one, always runs.
"""

import ast

NEVER_EMPTIES = {"enumerate", "zip", "sorted", "list", "map", "reversed", "items", "values", "keys"}


def vacuous_tests(source):
    """List the names of tests whose assertions are all inside loops that may not run."""
    module = ast.parse(source)
    constants = _assignments(module.body)
    tests = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return [test.name for test in tests if _is_vacuous(test, constants)]


def _assignments(statements):
    """Map each name to the last value assigned to it."""
    return {
        target.id: node.value
        for node in statements
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_vacuous(test, constants):
    known = constants | _assignments(ast.walk(test))
    in_loop = list(_assertions(test, known, may_not_run=False))
    return bool(in_loop) and all(in_loop)


def _assertions(node, constants, *, may_not_run):
    """Yield for each assertion whether it is inside a loop that may not run."""
    if isinstance(node, ast.Assert) or _expects_an_error(node):
        yield may_not_run
    if isinstance(node, ast.For):
        may_not_run = may_not_run or not _always_runs(node.iter, constants)
    if isinstance(node, ast.While):
        may_not_run = True
    for child in ast.iter_child_nodes(node):
        yield from _assertions(child, constants, may_not_run=may_not_run)


def _expects_an_error(node):
    return (
        isinstance(node, ast.With)
        and isinstance(node.items[0].context_expr, ast.Call)
        and ast.unparse(node.items[0].context_expr.func) == "pytest.raises"
    )


def _always_runs(iterable, constants):
    match iterable:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(_has_elements(part, constants) for part in parts)
        case ast.Dict(keys=parts):
            return bool(parts)
        case ast.Constant(value=text):
            return bool(text)
        case ast.Name(id=name):
            return name in constants and _always_runs(constants[name], {})
        case ast.Call(func=ast.Name(id="range"), args=args):
            return any(isinstance(arg, ast.Constant) and arg.value for arg in args)
        case ast.Call(func=ast.Name(id=name), args=args) if name in NEVER_EMPTIES:
            return any(_always_runs(arg, constants) for arg in args)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in NEVER_EMPTIES:
            return _always_runs(value, constants)
    return False


def _has_elements(part, constants):
    return not isinstance(part, ast.Starred) or _always_runs(part.value, constants)
