"""What the app imports is there on a bench: its own packages, and those that Frappe brings along."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from .imports import ROOT, sources

APP = "cfm_app"
# Frappe asks for these itself, and requests for urllib3.
BROUGHT = frozenset({"babel", "click", "jinja2", "pillow", "urllib3", "werkzeug"})
# Specifications, and what plays them.
SPECS = f"{APP}.testing.specs."
NAME = re.compile(r'^\s*"?([A-Za-z][\w.-]*)')


def packages(heading: str) -> frozenset[str]:
    """The names that pyproject.toml lists under a line."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    listed = lines[lines.index(heading) + 1 :]
    end = next(number for number, line in enumerate(listed) if line in ("]", ""))
    return frozenset(found.group(1).lower() for found in map(NAME.match, listed[:end]) if found)


def imported(path: Path) -> Iterator[str]:
    """The packages that a module takes from elsewhere; those for type checkers alone are left out."""
    stack: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            stack.extend(node.orelse)
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        else:
            stack.extend(ast.iter_child_nodes(node))


def missing(is_test: bool, known: frozenset[str]) -> list[str]:
    """Modules of the app with a package that nobody installs there."""
    owners = packages_distributions()
    found = []
    for name, path in sources(APP).items():
        if (path.name.startswith("test_") or name.startswith(SPECS)) != is_test:
            continue
        for package in set(imported(path)) - {APP, "frappe"} - sys.stdlib_module_names:
            if not {each.lower() for each in owners.get(package, [package])} & known:
                found.append(f"{name}: {package}")
    return sorted(found)


def test_the_app_imports_what_a_bench_has() -> None:
    assert missing(is_test=False, known=packages("dependencies = [") | BROUGHT) == []


def test_its_tests_import_what_a_bench_of_developers_has() -> None:
    for_tests = packages("[tool.bench.dev-dependencies]")
    assert "time-machine" in for_tests
    known = packages("dependencies = [") | BROUGHT | for_tests
    assert missing(is_test=True, known=known) == []
