"""A colon behind a label is part of what is translated: French puts a space before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cfm_app", "frappe_embedded")
IN_TEMPLATE = re.compile(r"(?:\}\}|%\}|</\w+>)\s?:(?=[\s<])")
IN_SCRIPT = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}: ")
# A refusal that Frappe words so: the app gives it, to the letter, for a case that is closed to the user.
WORDED_BY_FRAPPE = (
    "cfm_app/procedures/sop/integrity.py",
    "frappe_embedded/kernel/document/links.py",
)
# What these lines make is for programs: fields of a style sheet, headers of a request, a log.
FOR_PROGRAMS = re.compile(r"style=|content: counter|Object\.entries\(headers\)|`records ")


def files(ending: str) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob(f"*.{ending}")):
            if not path.name.startswith("test_"):
                yield path


def lines_with(pattern: re.Pattern[str], ending: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{at}"
        for path in files(ending)
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and not FOR_PROGRAMS.search(line)
    ]


def is_translated(node: ast.AST) -> bool:
    """Whether an expression holds words in the user's language."""
    called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Name) and each.id == "_" for each in called)


def glued_labels(tree: ast.AST) -> Iterator[int]:
    """Lines whose f-string puts a colon behind translated words."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for label, after in zip(node.values, node.values[1:], strict=False):
            text = after.value if isinstance(after, ast.Constant) else ""
            if str(text).startswith(": ") and is_translated(label):
                yield node.lineno


def test_templates_leave_colons_to_the_language() -> None:
    assert lines_with(IN_TEMPLATE, "html") == []


def test_scripts_leave_colons_to_the_language() -> None:
    assert lines_with(IN_SCRIPT, "js") == []


def test_python_leaves_colons_to_the_language() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files("py")
        if str(path.relative_to(ROOT)) not in WORDED_BY_FRAPPE
        for line in glued_labels(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["{{ _('Reason') }}: <b>x</b>", "{% endif %}: {{ x }}", "<bdi>{{ x }}</bdi>: {{ y }}"]
)
def test_a_glued_colon_of_a_template_is_found(line: str) -> None:
    assert IN_TEMPLATE.search(line)
