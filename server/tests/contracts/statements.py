"""Finds every SQL statement of the package and judges how it keeps to one clinic."""

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

import sqlglot
from sqlglot import exp

import topsmile

Kind = Literal["tenant", "ground", "raw"]
Table: TypeAlias = exp.Table

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


# Finding --------------------------------------------------------------------------------------


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


# Judging --------------------------------------------------------------------------------------


def faults(sql: str, tables: frozenset[str]) -> list[str]:
    """Why the statement could reach another clinic's rows of these tables; empty when it cannot.

    Each of them, in each query level, must be confined by `clinic_id = $1`; what is inserted must
    carry `$1` as its clinic.
    """
    # sqlglot does not know this form; what it names leads with clinic_id (the catalogue test).
    readable = re.sub(r"on conflict on constraint \w+", "on conflict", sql)
    parsed = sqlglot.parse(readable, read="postgres")
    if len(parsed) != 1 or parsed[0] is None:
        return ["it is not one statement"]
    judged = _Judged(tables)
    judged.look(parsed[0])
    return judged.faults


class _Judged:
    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.seen: set[int] = set()
        self.faults: list[str] = []

    def look(self, tree: exp.Expr) -> None:
        for level in tree.find_all(exp.Select, exp.Update, exp.Delete):
            assert isinstance(level, exp.Select | exp.Update | exp.Delete)
            self._level(level)
        for insert in tree.find_all(exp.Insert):
            self._insert(insert)
        self._names(tree)
        if isinstance(tree, exp.Command):
            self.faults.append("it cannot be read")

    def _names(self, tree: exp.Expr) -> None:
        for cte in tree.find_all(exp.CTE):
            if cte.alias in self.tables:
                self.faults.append(f"a part of it takes the name of the table {cte.alias}")
        for table in tree.find_all(exp.Table):
            known = table.name not in self.tables or id(table) in self.seen
            if not known and not table.find_ancestor(exp.Lock):
                self.faults.append(f"{table.name} stands where it cannot be judged")

    def _level(self, level: exp.Select | exp.Update | exp.Delete) -> None:
        confined: dict[int, list[exp.Expr]] = {}
        found: list[Table] = []
        if not isinstance(level, exp.Select):
            found += self._sources(level.this, confined)
        for each in level.args.get("using") or []:
            found += self._sources(each, confined)
        if origin := level.args.get("from_"):
            found += self._sources(origin.this, confined)
        self._joins(level, found, confined)
        where = level.args.get("where")
        everywhere = conjuncts(where.this) if where else []
        for table in found:
            self._confined(table, found, [*confined[id(table)], *everywhere])
        if isinstance(level, exp.Update) and any(
            isinstance(each, exp.EQ) and each.this.name == "clinic_id" for each in level.expressions
        ):
            self.faults.append("it gives rows to another clinic")

    def _sources(self, node: Any, confined: dict[int, list[exp.Expr]]) -> list[Table]:
        """The tables that stand here themselves; a query in parentheses is a level of its own."""
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            found = self._sources(node.this, confined)
            self._joins(node, found, confined)
            return found
        if not isinstance(node, exp.Table):
            return []
        confined[id(node)] = []
        found = [node]
        self._joins(node, found, confined)
        return found

    def _joins(
        self, holder: exp.Expr, found: list[Table], confined: dict[int, list[exp.Expr]]
    ) -> None:
        """The condition of an outer join confines the side that may be missing, not the other."""
        for join in holder.args.get("joins") or []:
            joined = self._sources(join.this, confined)
            if join.side in ("RIGHT", "FULL"):
                self.faults.append(f"a {join.side.lower()} join cannot be judged")
            conditions = conjuncts(join.args["on"]) if join.args.get("on") else []
            for table in joined if join.side else [*found, *joined]:
                confined[id(table)] += conditions
            found += joined

    def _confined(self, table: Table, among: list[Table], conditions: list[exp.Expr]) -> None:
        if table.name not in self.tables:
            return
        self.seen.add(id(table))
        alone = sum(each.name in self.tables for each in among) == 1
        if not any(is_clinic(each, table.alias_or_name, alone) for each in conditions):
            self.faults.append(f"{table.alias_or_name} is not confined to the clinic")

    def _insert(self, level: exp.Insert) -> None:
        schema = level.this
        table = schema.this if isinstance(schema, exp.Schema) else schema
        if table.name not in self.tables:
            return
        self.seen.add(id(table))
        columns = (
            [each.name for each in schema.expressions] if isinstance(schema, exp.Schema) else []
        )
        if "clinic_id" not in columns:
            self.faults.append(f"it inserts into {table.name} without naming clinic_id")
            return
        place = columns.index("clinic_id")
        rows = list(written(level.expression))
        if not rows or not all(place < len(row) and is_first(row[place]) for row in rows):
            self.faults.append(f"it inserts into {table.name} for another clinic than $1")


def written(node: Any) -> Iterator[list[exp.Expr]]:
    """What is inserted, row by row or by each branch of a query."""
    if isinstance(node, exp.Values):
        for row in node.expressions:
            yield list(row.expressions)
    elif isinstance(node, exp.SetOperation):
        yield from written(node.left)
        yield from written(node.right)
    elif isinstance(node, exp.Subquery):
        yield from written(node.this)
    elif isinstance(node, exp.Select):
        yield [each.unalias() for each in node.expressions]
    else:
        yield []


def conjuncts(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return conjuncts(node.this)
    if isinstance(node, exp.And):
        return [*conjuncts(node.left), *conjuncts(node.right)]
    return [node]


def is_clinic(condition: exp.Expr, alias: str, alone: bool) -> bool:
    if not isinstance(condition, exp.EQ):
        return False
    for column, value in ((condition.left, condition.right), (condition.right, condition.left)):
        if isinstance(column, exp.Column) and column.name == "clinic_id" and is_first(value):
            return column.table == alias or (alone and not column.table)
    return False


def is_first(value: exp.Expr) -> bool:
    if isinstance(value, exp.Cast):
        value = value.this
    return isinstance(value, exp.Parameter) and value.name == "1"
