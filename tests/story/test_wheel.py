"""The wheel has all that runs and no tests, and an office runs from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cfm_app", "frappe_embedded")
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "cfm_command.py", *PACKAGES)
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def committed(*paths: str) -> list[str]:
    listed = subprocess.check_output(["git", "ls-files", "-z", *paths], cwd=ROOT, text=True)
    return [each for each in listed.split("\0") if each]


def is_test(path: str) -> bool:
    return path.startswith("cfm_app/testing/") or PurePosixPath(path).name.startswith("test_")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built of a copy: a build leaves files beside the sources, which the next one would take in."""
    clone, made = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("made")
    for path in committed(*SOURCES):
        target = clone / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / path).read_bytes())
    subprocess.check_output([sys.executable, "-c", BUILD, str(made)], cwd=clone)
    [built] = made.glob("*.whl")
    return zipfile.ZipFile(built)


def test_it_has_every_file_that_is_no_test(wheel: zipfile.ZipFile) -> None:
    inside = {
        each for each in wheel.namelist() if each.startswith(PACKAGES) and ".dist-info" not in each
    }
    wanted = {each for each in committed(*PACKAGES) if not is_test(each)}
    assert sorted(wanted ^ inside) == []


def test_an_office_runs_from_it(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Each page of each menu answers, of what the wheel holds and nothing else."""
    installed = tmp_path / "installed"
    wheel.extractall(installed)
    for path in committed("tests/live.py", "tests/architecture/walking.py", "tests/*.py"):
        target = installed / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / path).read_bytes())
    for package in ("tests", "tests/architecture"):
        (installed / package / "__init__.py").touch()
    walked = subprocess.run(
        [sys.executable, "-m", "tests.architecture.walking", str(tmp_path / "office")],
        cwd=installed,
        capture_output=True,
        text=True,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert int(walked.stdout.split()[-1]) > 100


def test_its_command_is_that_of_a_clone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    usage, *verbs = _help("cfm_command", tmp_path)
    assert usage == "Usage: cfm [OPTIONS] COMMAND [ARGS]..."
    assert verbs == _help("frappe_embedded", ROOT)[1:]


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    """A plain `pip install` has what the app needs on a bench, not the engine's libraries."""
    hidden = tmp_path / "click.py"
    hidden.write_text("raise ModuleNotFoundError('no click', name='click')\n")
    done = subprocess.run(
        [sys.executable, "-m", "cfm_command"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "click is not installed. It comes with: pip install 'cfm_app[embedded]'\n"


def _help(module: str, folder: Path) -> list[str]:
    command = [sys.executable, "-m", module, "--help"]
    return subprocess.check_output(command, cwd=folder, text=True).splitlines()
