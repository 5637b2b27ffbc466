"""What is installed is what was tested: `requirements.lock` names a version of each package in pyproject.toml."""

from __future__ import annotations

import re

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .imports import ROOT

QUOTED = re.compile(r'"([A-Za-z][^"]*)"')
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for, of the app and of each extra."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = text[text.index("\ndependencies = [") : text.index("\n[project.scripts]")]
    return [Requirement(each) for each in QUOTED.findall(project)]


def locked(python: str) -> dict[str, str]:
    """By package, the version that is installed on a Python of Linux."""
    told = {"python_version": python, "python_full_version": f"{python}.0"}
    environment = {**default_environment(), **told}
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if not line.startswith("#")]
    return {
        canonicalize_name(each.name): next(iter(each.specifier)).version
        for each in pinned
        if each.marker is None or each.marker.evaluate(environment)
    }


@pytest.mark.parametrize("python", PYTHONS)
def test_each_package_has_a_tested_version(python: str) -> None:
    versions = locked(python)
    assert [
        str(each)
        for each in wanted()
        if versions.get(canonicalize_name(each.name)) not in each.specifier
    ] == []


def test_it_looks_at_each_list() -> None:
    named = {each.name for each in wanted()}
    assert named >= {"requests", "waitress", "pymysql", "sqlcipher3", "weasyprint", "pytest"}
