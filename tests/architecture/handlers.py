"""What runs when a document is written, by DocType and event, in its order.

    python -m tests.architecture.handlers > tests/architecture/handlers.txt

A line of a DocType is what its own controller calls, in the order of its text, and then what the app hooked. What is
hooked to ``*`` follows after those, for each DocType.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import frappe_embedded

frappe_embedded.activate()

from cfm_app.hooks import doc_events  # noqa: E402
from tests.architecture.imports import ROOT  # noqa: E402

DOCTYPES = ROOT / "cfm_app" / "cfm_app" / "doctype"
PINNED = Path(__file__).with_name("handlers.txt")
EVENTS = (
    "autoname",
    "before_insert",
    "before_validate",
    "validate",
    "before_save",
    "before_submit",
    "before_cancel",
    "after_insert",
    "on_update",
    "on_submit",
    "on_cancel",
    "on_change",
    "before_rename",
    "after_rename",
    "on_trash",
    "after_delete",
)


def lines() -> Iterator[str]:
    """All of it as text; what is no event of a document's life comes behind those that are."""
    own = controllers()
    for doctype in sorted({*doc_events, *own}):
        hooked = doc_events.get(doctype, {})
        found = own.get(doctype, {})
        for event in sorted({*hooked, *found}, key=_place):
            yield f"{doctype} · {event}"
            yield from (f"    {call}" for call in found.get(event, ()))
            paths = hooked.get(event, ())
            yield from (
                f"    hooked {path}" for path in ([paths] if isinstance(paths, str) else paths)
            )


def _place(event: str) -> tuple[int, str]:
    return (EVENTS.index(event) if event in EVENTS else len(EVENTS), event)


def controllers() -> dict[str, dict[str, list[str]]]:
    """What the controllers of the app call in each event that they listen to."""
    found = {}
    for meta in sorted(DOCTYPES.glob("*/*.json")):
        controller = meta.with_suffix(".py")
        if meta.stem == meta.parent.name and controller.exists():
            doctype = json.loads(meta.read_text(encoding="utf-8"))["name"]
            if calls := _calls_by_event(ast.parse(controller.read_text(encoding="utf-8")), doctype):
                found[doctype] = calls
    return found


def _calls_by_event(tree: ast.Module, doctype: str) -> dict[str, list[str]]:
    name = doctype.replace(" ", "")
    body = next(each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name)
    methods = {each.name: each for each in body.body if isinstance(each, ast.FunctionDef)}
    return {
        event: list(_calls(methods[event], methods))
        for event in methods
        if event in EVENTS or event.startswith("on_")
    }


def _calls(method: ast.FunctionDef, own: dict[str, ast.FunctionDef]) -> Iterator[str]:
    """The functions of services and the methods of the controller itself that it calls, as they stand in its text."""
    calls = [each for each in ast.walk(method) if isinstance(each, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        name = ast.unparse(call.func)
        module, _dot, function = name.rpartition(".")
        if function in own if module == "self" else module.isidentifier() and module != "frappe":
            yield name


if __name__ == "__main__":
    print("\n".join(lines()))
