"""Processes that begin where the imports of the engine end: those are made once, and forked for each.

They take most of the second that a server needs to start, and a run starts hundreds.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

PRELOADED = "tests.preloaded"


class Forked:
    """``python -m MODULE ARGUMENTS`` as a process, with what tests need of ``Popen``. What it prints is in ``log``."""

    def __init__(
        self,
        module: str,
        arguments: list[str],
        folder: Path,
        log: Path,
        errors: Path | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        """What it complains of is in ``errors`` if that is given; its environment is this one's if none is."""
        self.module = module
        surroundings = dict(os.environ) if environment is None else environment
        given = (module, arguments, folder, log, errors or log, surroundings)
        log.unlink(missing_ok=True)
        self._process = _forking().Process(target=_run, args=given, daemon=True)
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.module, timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def send_signal(self, number: int) -> None:
        os.kill(int(self.pid or 0), number)


def can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


@cache
def _forking() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


def _run(
    module: str,
    arguments: list[str],
    folder: Path,
    log: Path,
    errors: Path,
    environment: dict[str, str],
) -> None:
    """What the process does: as if it had just been started with these arguments."""
    for stream, file in ((1, log), (2, errors)):
        with file.open("ab", buffering=0) as told:
            os.dup2(told.fileno(), stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
