"""`./cfm test --changed` leaves out no test that imports what was changed."""

from __future__ import annotations

import pytest

from ..changed import reached_by
from .imports import ROOT, graph, sources


def test_each_test_runs_when_what_it_imports_changes() -> None:
    files = sources("cfm_app")
    missed = [
        f"{name} after {target}"
        for name, targets in graph("cfm_app").items()
        if files[name].name.startswith("test_")
        for target in targets
        if str(files[name].relative_to(ROOT)) not in reached_by([str(files[target])])
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("changed", "run"),
    [
        # By what it imports itself, and by what that imports.
        ("cfm_app/base/phonetics.py", "cfm_app/api/test_console.py"),
        ("cfm_app/cfm_app/doctype/case/case.json", "cfm_app/cfm_app/doctype/case/test_case.py"),
        ("frappe_embedded/kernel/core/context.py", "tests/engine"),
        ("tests/browser/test_pads.py", "tests/browser/test_pads.py"),
        ("cfm_app/public/js/core.js", "tests/architecture"),
    ],
)
def test_a_change_reaches(changed: str, run: str) -> None:
    assert (ROOT / changed).is_file()
    assert run in reached_by([changed])


def test_a_small_change_reaches_little() -> None:
    assert reached_by(["README.md", "tests/browser/test_pads.py"]) == [
        "tests/architecture",
        "tests/browser/test_pads.py",
    ]
