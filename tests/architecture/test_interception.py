"""A test that answers for the server waits until the browser asks it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROWSER = ROOT / "tests" / "browser"


def test_no_page_is_routed_past_the_wait() -> None:
    past = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in BROWSER.rglob("*.py")
        if path.name != "interception.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "route"
    ]
    assert not past, f"use `tests.browser.interception.intercept`: {past}"
