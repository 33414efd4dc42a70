"""Finds every SQL statement of the package."""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeAlias

import topsmile

Kind = Literal["tenant", "ground", "raw"]

# Where each way of running a statement takes its SQL.
PLACE = {
    **dict.fromkeys(("all", "maybe", "one"), 1),
    **dict.fromkeys(("value", "values", "run"), 0),
    **dict.fromkeys(
        (
            "fetch",
            "fetchrow",
            "fetchval",
            "fetchmany",
            "execute",
            "executemany",
            "cursor",
            "prepare",
        ),
        0,
    ),
}
# Who runs it: a transaction of one clinic ($1 is the clinic), one without a clinic, a connection.
RECEIVERS: dict[str, Kind] = {
    "tx": "tenant",
    "ground": "ground",
    "transaction": "ground",
    "connection": "raw",
    "owner": "raw",
}
ANNOTATED: dict[str, Kind] = {"Tx": "tenant", "Ground": "ground", "Connection": "raw"}


@dataclass(frozen=True)
class Statement:
    """`sql` is None where it cannot be known without running the program."""

    module: str
    function: str
    line: int
    kind: Kind
    sql: str | None

    @property
    def place(self) -> str:
        return f"{self.module}:{self.line} ({self.function})"


# Programs of their own, which are not imported by anything; none of them says any SQL.
APART = ("__main__", "play_money.requests")


@cache
def modules() -> list[ModuleType]:
    names = [each.name for each in pkgutil.walk_packages(topsmile.__path__, "topsmile.")]
    return [importlib.import_module(name) for name in names if not name.endswith(APART)]


def source(module: ModuleType) -> ast.Module:
    assert module.__file__
    return ast.parse(Path(module.__file__).read_text())


@cache
def statements() -> list[Statement]:
    return [
        each
        for module in modules()
        for each in found_in(module.__name__, source(module), vars(module))
    ]


def found_in(name: str, tree: ast.Module, known: dict[str, Any]) -> Iterator[Statement]:
    """The statements of one module, each in all the shapes that its f-string can take."""
    imported = {
        alias.asname or alias.name: ast
        for each in ast.walk(tree)
        if isinstance(each, ast.Import)
        for alias in each.names
    }
    known = {**imported, **known}
    for function, call in calls(tree):
        assert isinstance(call.func, ast.Attribute)
        place = PLACE[call.func.attr]
        kind = kind_of(call.func.value, function, known)
        if kind is None or len(call.args) <= place:
            continue
        if call.func.attr == "prepare" and kind != "raw":
            continue  # the first step of an errand
        title = function.name if function else "<module>"
        for sql in shapes(call.args[place], function, known):
            yield Statement(name, title, call.lineno, kind, sql)


Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def calls(tree: ast.Module) -> Iterator[tuple[Function | None, ast.Call]]:
    def walk(
        node: ast.AST, function: Function | None
    ) -> Iterator[tuple[Function | None, ast.Call]]:
        inside = node if isinstance(node, Function) else function
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in PLACE
        ):
            yield inside, node
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    return walk(tree, None)


def kind_of(receiver: ast.expr, function: Function | None, known: dict[str, Any]) -> Kind | None:
    """None for what runs no SQL (`asyncio.run`). Who is not known is held to the strictest rule."""
    if isinstance(receiver, ast.Name) and isinstance(known.get(receiver.id), ModuleType):
        return None
    name = receiver.id if isinstance(receiver, ast.Name) else getattr(receiver, "attr", "")
    arguments = [*function.args.args, *function.args.kwonlyargs] if function else []
    annotated = next(
        (
            ast.unparse(each.annotation)
            for each in arguments
            if each.arg == name and each.annotation
        ),
        "",
    )
    return ANNOTATED.get(annotated) or RECEIVERS.get(name, "tenant")


def shapes(node: ast.expr, function: Function | None, known: dict[str, Any]) -> list[str | None]:
    if isinstance(node, ast.Name) and node.id not in known:
        node = assigned(node.id, function) or node
    if not isinstance(node, ast.Constant | ast.JoinedStr | ast.Name | ast.Attribute | ast.BinOp):
        return [None]
    local = sorted(
        {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} - known.keys()
    )
    code = compile(ast.Expression(node), "<statement>", "eval")
    found: list[str | None] = []
    for chosen in itertools.product((True, False), repeat=len(local)):
        if isinstance(node, ast.Name) and local:
            return [None]
        value = eval(code, {**known, **dict(zip(local, chosen, strict=True))})
        found.append(value if isinstance(value, str) else None)
    return list(dict.fromkeys(found))


def assigned(name: str, function: Function | None) -> ast.expr | None:
    values = [
        each.value
        for each in ast.walk(function or ast.Module([], []))
        if isinstance(each, ast.Assign)
        and [getattr(target, "id", None) for target in each.targets] == [name]
    ]
    return values[0] if len(values) == 1 else None


def loose(tree: ast.Module, tables: frozenset[str]) -> Iterator[str]:
    """Every text of a module that reads like SQL over these tables, prose left out."""
    mentions = re.compile(rf"\b(from|join|into|update)\s+({'|'.join(sorted(tables))})\b")
    prose = {
        id(each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    for each in ast.walk(tree):
        if not isinstance(each, ast.Constant) or id(each) in prose:
            continue
        if isinstance(each.value, str) and mentions.search(each.value):
            yield each.value
