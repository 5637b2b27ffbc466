"""Commands of the engine, as whoever runs the machine gives them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .forked import Forked, can_fork
from .live import ROOT

MODULE = "frappe_embedded"


def run(
    *arguments: object, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command that nobody answers, after its end. ``environment`` is all that it finds there."""
    given = [str(each) for each in arguments]
    surroundings = dict(os.environ) if environment is None else environment
    # Where its modules lie, Python asks when it starts.
    is_elsewhere = surroundings.get("PYTHONPATH") != os.environ.get("PYTHONPATH")
    if is_elsewhere or not can_fork():
        return subprocess.run(
            [sys.executable, "-m", MODULE, *given],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=surroundings,
        )
    with TemporaryDirectory() as folder:
        told, errors = Path(folder) / "told", Path(folder) / "errors"
        code = Forked(MODULE, given, ROOT, told, errors, surroundings).wait()
        return subprocess.CompletedProcess(given, code, told.read_text(), errors.read_text())


def done(*arguments: object) -> str:
    """What a command prints that must succeed."""
    command = run(*arguments)
    assert command.returncode == 0, command.stderr
    return command.stdout
