"""Features that an office may take away: nothing of the rest leans on them, and the app installs without them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cfm_app.base import declarations
from cfm_app.base.declaring import Declares

from .imports import ROOT, graph

REMOVABLE = {name: each for name, each in declarations.declared().items() if each.doctypes}
NAMES = sorted(REMOVABLE)
DOCTYPES = "cfm_app/doctype"
PACKAGES = sorted(
    {
        DOCTYPES if "doctype" in path.parts else str(path.parent.relative_to(ROOT / "cfm_app"))
        for path in (ROOT / "cfm_app").rglob("test_*.py")
        if path.parent != ROOT / "cfm_app"
    }
)


def modules(name: str, feature: Declares) -> tuple[str, ...]:
    """What goes with a feature, as beginnings of names of modules."""
    files = [path for pattern in feature.files for path in (ROOT / "cfm_app").glob(pattern)]
    assert files
    return (
        f"cfm_app.{name}",
        *(f"cfm_app.cfm_app.doctype.{scrubbed(each)}" for each in feature.doctypes),
        *(
            ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for path in files
            if path.suffix == ".py"
        ),
    )


def scrubbed(doctype: str) -> str:
    return doctype.lower().replace(" ", "_")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_rest_imports_it(name: str) -> None:
    own = modules(name, REMOVABLE[name])
    leaning = [
        f"{module} -> {target}"
        for module, targets in graph("cfm_app").items()
        for target in targets
        if not module.startswith(own) and target.startswith(own) and ".test_" not in module
    ]
    assert leaning == []


@pytest.mark.parametrize("name", NAMES)
def test_no_record_of_the_rest_links_to_it(name: str) -> None:
    feature = REMOVABLE[name]
    own = {scrubbed(each) for each in feature.doctypes}
    folder = ROOT / "cfm_app" / "cfm_app" / "doctype"
    added = {(each.doctype, each.field) for each in feature.fields}
    naming = [
        (doctype["name"], field["fieldname"])
        for path in folder.glob("*/*.json")
        if path.stem not in own
        for doctype in [json.loads(path.read_text("utf-8"))]
        for field in doctype["fields"]
        if field.get("options") in feature.doctypes
    ]
    assert set(naming) - added == set()


@pytest.mark.matrix(each_run=1)
@pytest.mark.parametrize("name", NAMES)
def test_the_app_installs_and_answers_without_it(name: str, tmp_path: Path) -> None:
    without(name, tmp_path)
    told = run(tmp_path, "-m", "tests.architecture.walking", str(tmp_path / "office"))
    assert re.search(r"walked [1-9]\d{2}", told), told


@pytest.mark.matrix(each_run=1)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("package", PACKAGES)
def test_the_tests_of_the_rest_pass_without_it(name: str, package: str, tmp_path: Path) -> None:
    if package.startswith(name.replace(".", "/")):
        return
    without(name, tmp_path)
    found = sorted(
        str(path.relative_to(tmp_path))
        for path in (tmp_path / "cfm_app" / package).glob(
            "*/test_*.py" if package == DOCTYPES else "test_*.py"
        )
    )
    run(tmp_path, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *found)


def without(name: str, folder: Path) -> None:
    """A copy of the project in which a feature was taken away, as its `declares.py` says."""
    ignored = shutil.ignore_patterns("__pycache__", ".git", ".venv", "node_modules", "img")
    for part in ("cfm_app", "frappe_embedded", "tests", "conftest.py", "pyproject.toml"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder / part)
    app = folder / "cfm_app"
    shutil.rmtree(app / name.replace(".", "/"))
    for each in REMOVABLE[name].doctypes:
        shutil.rmtree(app / "cfm_app" / "doctype" / scrubbed(each))
    for pattern in REMOVABLE[name].files:
        for path in app.glob(pattern):
            path.unlink()
    for each in REMOVABLE[name].fields:
        without_field(app / "cfm_app" / "doctype" / scrubbed(each.doctype), each.field)


def without_field(folder: Path, field: str) -> None:
    path = folder / f"{folder.name}.json"
    doctype = json.loads(path.read_text("utf-8"))
    doctype["field_order"].remove(field)
    doctype["fields"] = [each for each in doctype["fields"] if each["fieldname"] != field]
    path.write_text(json.dumps(doctype, indent=1, ensure_ascii=False), "utf-8")


def run(folder: Path, *arguments: str) -> str:
    # A worker's name in it would lend the copy the made sites of the whole run.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=own,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout
