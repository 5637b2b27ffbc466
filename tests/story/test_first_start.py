"""Two first starts of ``./cfm`` at once: one makes ``.venv``, the other waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What is installed comes from a registry; here pip is asked whether it is there instead.
START = """
import importlib.machinery, importlib.util, subprocess, sys
loader = importlib.machinery.SourceFileLoader("cfm", sys.argv[1])
cfm = importlib.util.module_from_spec(importlib.util.spec_from_loader("cfm", loader))
loader.exec_module(cfm)
real = subprocess.check_call
def check_call(command, **options):
    if "install" in command:
        print("installs", flush=True)
        command = [*command[:3], "--version"]
    return real(command, **options)
subprocess.check_call = check_call
cfm.install("embedded")
"""


def copied(folder: Path) -> Path:
    folder.mkdir()
    for name in ("cfm", "pyproject.toml", "requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder / "cfm"


def started(script: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_first_starts_do_not_break_each_other(tmp_path: Path) -> None:
    script = copied(tmp_path / "clone")
    both = [started(script), started(script)]
    said = [each.communicate(timeout=300)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sum(text.count("Making .venv") for text in said) == 1
    assert sum(text.count("installs") for text in said) == 1


def test_what_a_broken_start_left_is_made_anew(tmp_path: Path) -> None:
    """A .venv whose pip is missing: the start was killed while it was made."""
    script = copied(tmp_path / "clone")
    subprocess.check_call([sys.executable, "-m", "venv", "--without-pip", script.parent / ".venv"])
    start = started(script)
    said = start.communicate(timeout=300)[0]
    assert start.returncode == 0, said
    assert "Making .venv" in said
