"""Judges how an SQL statement keeps to one clinic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import sqlglot
from sqlglot import exp

Table: TypeAlias = exp.Table


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
