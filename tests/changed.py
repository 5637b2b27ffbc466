"""Which tests a change reaches: those that import it, by whatever way, and those that stand beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .architecture.imports import ROOT, imports, sources

PACKAGES = ("cfm_app", "frappe_embedded", "tests")
# Layers, sizes, texts, templates: what is true of all files.
OF_ALL = "tests/architecture"
ENGINE = "frappe_embedded"
# The tests of the engine import it as `frappe`, all of it at once.
OF_ENGINE = "tests/engine"


def changed_files() -> list[str]:
    """What is not committed yet; where all is, what the last commit changed."""
    pending = _git("diff", "--name-only", "HEAD") + _git(
        "ls-files", "--others", "--exclude-standard"
    )
    return pending or _git("diff", "--name-only", "HEAD~1")


def reached_by(files: Iterable[str]) -> list[str]:
    """The folders and files with the tests that changed files reach; those of the architecture always."""
    names = {path: name for name, path in _modules().items()}
    known = [ROOT / each for each in files if (ROOT / each).is_file()]
    folders = [OF_ALL]
    if any(path.is_relative_to(ROOT / ENGINE) for path in known):
        folders.append(OF_ENGINE)
    found = {
        _modules()[each] for each in _importing(names[path] for path in known if path in names)
    }
    for path in known:
        # Among the tests themselves, a file says nothing of its neighbours.
        if not path.is_relative_to(ROOT / "tests"):
            found |= set(path.parent.glob("test_*.py"))
    tests = {str(path.relative_to(ROOT)) for path in found if path.name.startswith("test_")}
    return [*folders, *sorted(each for each in tests if not each.startswith(tuple(folders)))]


@cache
def _modules() -> dict[str, Path]:
    return {name: path for package in PACKAGES for name, path in sources(package).items()}


@cache
def _importers() -> dict[str, set[str]]:
    """By module, those that import it, at their top or in a function."""
    known = set(_modules())
    found: dict[str, set[str]] = {name: set() for name in known}
    for name, path in _modules().items():
        for target, _statement, _inside in imports(name, path, known):
            found[target].add(name)
    return found


def _importing(names: Iterable[str]) -> set[str]:
    """Some modules, all that import them, and so on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _importers()[name]
    return found


def _git(*arguments: str) -> list[str]:
    return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True).splitlines()
