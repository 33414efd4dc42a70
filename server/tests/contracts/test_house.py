"""The rules of the house that a linter does not know: rooms, roles and sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import topsmile

ROOT = Path(topsmile.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
TESTS = Path(__file__).parents[1]
BENCHES = TESTS.parents[1] / "bench"
PRIVATE = ("router", "queries", "handlers")  # roles that only their own package imports
OPEN = {"app"}  # the composition root is the list of routers and handlers
UNFENCED = {"clinics", "identity", "kernel"}
# Stripe's word is stored before anybody knows whose it is; nothing else of payments stands outside.
DOORS = {"payments/inbox.py", "payments/inbox_queries.py"}


def imported(module: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((*node.module.split("."), alias.name) for alias in node.names)


def package(module: Path) -> str:
    return module.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_nobody_imports_the_private_roles_of_another_package(module: Path) -> None:
    own = package(module)
    foreign = [
        ".".join(path)
        for path in imported(module)
        if len(path) > 2 and path[0] == "topsmile" and path[1] != own and own not in OPEN
        if any(part == role or part.endswith(f"_{role}") for part in path[2:] for role in PRIVATE)
    ]
    assert foreign == []


def test_only_the_ground_reaches_beyond_the_fences() -> None:
    beyond = {
        package(module)
        for module in MODULES
        if str(module.relative_to(ROOT)) not in DOORS
        if any(path[:3] == ("topsmile", "kernel", "ground") for path in imported(module))
    }
    assert beyond <= UNFENCED


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_files_and_functions_keep_their_size(module: Path) -> None:
    text = module.read_text()
    assert text.count("\n") <= 300
    long = {
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if statements(node) > 40
    }
    assert long == set()


def test_tests_and_benches_keep_their_size_too() -> None:
    files = [*TESTS.rglob("*.py"), *BENCHES.rglob("*.py")]
    assert files
    assert {each.name for each in files if each.read_text().count("\n") > 300} == set()


def statements(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function but for its signature, its docstring and the SQL it says."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
    sql = [
        (each.end_lineno or 0) - each.lineno
        for statement in body
        for each in ast.walk(statement)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return lines - sum(sql)


def test_a_router_decides_nothing() -> None:
    """No SQL, no conditions beyond an expression, no errors caught: it names and calls."""
    deciding = {
        str(module.relative_to(ROOT))
        for module in MODULES
        if module.name == "router.py"
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.If | ast.Try | ast.While | ast.For)
    }
    assert deciding == set()
