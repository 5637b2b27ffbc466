"""Texts that are filled in with ``format`` are the programs' own, and come out of no record."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SANDBOX = "frappe_embedded/services/printing/sandbox.py"
"""It fills texts in for templates, with its own look at attributes and widths."""


def test_no_field_of_a_record_is_a_format() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call.func)}"
        for folder in ("cfm_app", "frappe_embedded")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) != SANDBOX
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _fills_a_field_in(call.func)
    ]
    assert found == []


def _fills_a_field_in(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute):
        return False
    if called.attr in ("format_map", "vformat"):
        return True
    return called.attr == "format" and isinstance(called.value, ast.Attribute)
