"""The API's description as a page to read. It loads nothing from anywhere."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True
)


def page(document: dict[str, Any]) -> str:
    """HTML for an OpenAPI document."""
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["More"])[0]
            shown = {**operation, "method": method.upper(), "path": path}
            sections[tag].append({**shown, "bodies": _bodies(operation)})
    template = _templates.get_template("reference.html")
    return template.render(document=document, sections=sorted(sections.items()))


def _bodies(operation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What is sent and what is answered, where there is anything."""
    named = [("Body", operation.get("requestBody"))]
    named += [(status, answer) for status, answer in operation["responses"].items()]
    return [
        (name, content["schema"])
        for name, part in named
        for content in ((part or {}).get("content") or {}).values()
        if content.get("schema")
    ]


def shape(schema: dict[str, Any]) -> str:
    """A schema in one line: `Appointment`, `string (uuid)`, `Slot[]`, `a | b`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("oneOf") or schema.get("anyOf"):
        return " | ".join(shape(each) for each in choices)
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"{shape(schema.get('items', {}))}[]"
    kind = schema.get("type", "any")
    name = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{name} ({schema['format']})" if "format" in schema else name


def fields(schema: dict[str, Any]) -> str:
    """A struct's fields, one a line; `*` marks what must be there."""
    required = set(schema.get("required", []))
    lines = [
        f"{name}{'*' if name in required else ''}: {shape(each)}"
        for name, each in schema.get("properties", {}).items()
    ]
    return "\n".join(lines) or shape(schema)


_templates.filters |= {"shape": shape, "fields": fields}
