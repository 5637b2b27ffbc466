"""A fresh demo office for each task."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ...live import Server
from .guide import Guide
from .task import LANGUAGES, MANAGER, Task

FOLDER = os.environ.get("CFM_GUIDE")
SHOWN_IN = LANGUAGES if FOLDER else LANGUAGES[:1]


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo office that is copied for each task."""
    site = tmp_path_factory.mktemp("pattern") / "office"
    Server(site).start().stop()
    return site


@pytest.fixture(params=SHOWN_IN)
def task(
    request: pytest.FixtureRequest, pattern: Path, tmp_path: Path, chromium: Any
) -> Iterator[Task]:
    """The manager in a fresh office; the end of the test writes the page of the guide."""
    site = tmp_path / "office"
    shutil.copytree(pattern, site)
    office = Server(site, demo=False).start()
    task = Task(office, chromium, request.param, Guide(Path(FOLDER)) if FOLDER else None)
    try:
        task.client(MANAGER).change("User", MANAGER, language=task.language)
        yield task
        task.end()
    finally:
        office.stop()
