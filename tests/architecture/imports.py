"""Which module of this repository imports which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def sources(package: str) -> dict[str, Path]:
    """Dotted name and file of each module of a package."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


def imports(name: str, path: Path, known: set[str]) -> Iterator[tuple[str, ast.stmt, bool]]:
    """Each imported module of ``known``, with the statement and whether it stands in a function.

    Imports for type checkers alone are left out: they do not run.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for statement, inside in _statements_of(path):
        for target in _targets(statement, package, known):
            yield target, statement, inside


@cache
def _statements_of(path: Path) -> list[tuple[ast.stmt, bool]]:
    """Read once in a process: a dozen tests ask, and to parse the repository takes seconds."""
    return list(_statements(ast.parse(path.read_text(encoding="utf-8"))))


def _statements(tree: ast.AST, inside: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    for node in ast.iter_child_nodes(tree):
        # No expression holds a statement.
        if not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, inside
        function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        yield from _statements(node, inside or function)


def _targets(statement: ast.stmt, package: str, known: set[str]) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        candidates = [alias.name for alias in statement.names]
    else:
        assert isinstance(statement, ast.ImportFrom)
        base = statement.module or ""
        if statement.level:
            above = package.split(".")[: len(package.split(".")) - statement.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        candidates = []
        for alias in statement.names:
            longer = f"{base}.{alias.name}"
            candidates.append(longer if longer in known else base)
    for candidate in candidates:
        if candidate in known:
            yield candidate


@cache
def graph(package: str) -> dict[str, set[str]]:
    """Module by module, what it imports when it is itself imported."""
    modules = sources(package)
    known = set(modules)
    return {
        name: {
            target
            for target, _statement, inside in imports(name, path, known)
            if not inside and target != name
        }
        for name, path in modules.items()
    }


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of more than one module that reach each other (Tarjan's algorithm, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target in edges[name]:
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            at = stack.index(name)
            group = sorted(stack[at:])
            del stack[at:]
            if len(group) > 1:
                found.append(group)

    for name in edges:
        if name not in index:
            visit(name)
    return found
