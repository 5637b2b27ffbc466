"""Compares what a scenario gives on this engine with what a Frappe 15.44.2 site gave."""

from __future__ import annotations

import fnmatch
import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE / "scenarios"
RECORDED = HERE / "recorded" / "v15"
MISSING = "(missing)"


@dataclass
class Outcome:
    """The sub-cases of one scenario: equal, different for a listed reason, different without."""

    equal: int = 0
    excused: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.equal + len(self.excused) + len(self.different)


def names() -> list[str]:
    return sorted(file.stem for file in SCENARIOS.glob("[0-9]*_*.py"))


def allowed() -> dict[str, dict[str, str]]:
    """``{scenario: {sub-case, or a pattern with *: reason}}``: where this engine differs on purpose."""
    return json.loads((HERE / "allowed.json").read_text(encoding="utf-8"))


def load(name: str) -> ModuleType:
    if str(SCENARIOS) not in sys.path:
        sys.path.insert(0, str(SCENARIOS))
    spec = importlib.util.spec_from_file_location(f"golden_{name}", SCENARIOS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compare(name: str, found: dict[str, Any]) -> Outcome:
    expected = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    found = json.loads(json.dumps(found, sort_keys=True, ensure_ascii=False))
    reasons = allowed().get(name, {})
    used = set()
    outcome = Outcome()
    for key in sorted(set(expected) | set(found)):
        lines = list(differences(expected.get(key, MISSING), found.get(key, MISSING)))
        pattern = _reason(reasons, key)
        if not lines:
            outcome.equal += 1
            continue
        if pattern is None:
            outcome.different[key] = lines
        else:
            used.add(pattern)
            outcome.excused.append(key)
    outcome.stale = sorted(set(reasons) - used)
    return outcome


def _reason(reasons: dict[str, str], key: str) -> str | None:
    if key in reasons:
        return key
    return next((each for each in reasons if "*" in each and fnmatch.fnmatchcase(key, each)), None)


def differences(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Lines that say where two values part."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(set(expected) | set(found)):
            inner = f"{path}.{key}" if path else str(key)
            yield from differences(expected.get(key, MISSING), found.get(key, MISSING), inner)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for at, (left, right) in enumerate(zip(expected, found, strict=True)):
            yield from differences(left, right, f"{path}[{at}]")
    elif expected != found or type(expected) is not type(found):
        yield f"{path or 'value'}: expected {_shown(expected)}, found {_shown(found)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 300 else text[:300] + " …"
