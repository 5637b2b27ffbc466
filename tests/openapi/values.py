"""Values that a schema of the document takes, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Names = Callable[[str], list[Any]]
"""The names of documents of a type that a link may lead to."""
HARMLESS = "abcdefghij éèç ابت 0123456789 '<>&%_"


def document(schema: dict[str, Any], needed: list[str], names: Names, chance: random.Random) -> Any:
    """An object with all that is needed and some of the rest."""
    found = {}
    for name, each in schema["properties"].items():
        if name in needed or chance.random() < 0.4:
            found[name] = value(each, names, chance)
    return found


def value(schema: dict[str, Any], names: Names, chance: random.Random) -> Any:
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if "x-frappe-link" in schema:
        known = names(schema["x-frappe-link"])
        return chance.choice(known) if known else "x"
    kind = schema.get("type")
    if kind == "array":
        rows = range(chance.randint(0, 2))
        return [
            document(schema["items"], schema["items"].get("required", []), names, chance)
            for _row in rows
        ]
    if kind == "integer":
        return chance.randint(schema.get("minimum", -3), 400)
    if kind == "number":
        return round(chance.uniform(schema.get("minimum", -3), 400), 2)
    return text(schema, chance)


def text(schema: dict[str, Any], chance: random.Random) -> str:
    day = f"20{chance.randint(20, 30)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    clock = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00"
    pattern = schema.get("pattern", "")
    if schema.get("format") == "date":
        return day
    if r"\d{4}" in pattern:
        return f"{day} {clock}"
    if pattern:
        return clock
    if schema.get("format") == "email":
        return f"x{chance.randint(0, 10**9)}@example.org"
    longest = min(schema.get("maxLength", 60), 60)
    length = chance.randint(schema.get("minLength", 0), longest)
    return "".join(chance.choice(HARMLESS) for _letter in range(length)).strip() or "x"
