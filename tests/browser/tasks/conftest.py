"""A fresh demo office for each task."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ...patterns import Patterns
from .guide import Guide
from .task import LANGUAGES, MANAGER, Task

FOLDER = os.environ.get("CFM_GUIDE")
SHOWN_IN = LANGUAGES if FOLDER else LANGUAGES[:1]


@pytest.fixture(params=SHOWN_IN)
def task(
    request: pytest.FixtureRequest, patterns: Patterns, tmp_path: Path, chromium: Any
) -> Iterator[Task]:
    """The manager in a fresh office; the end of the test writes the page of the guide."""
    office = patterns.office(tmp_path / "office").start()
    task = Task(office, chromium, request.param, Guide(Path(FOLDER)) if FOLDER else None)
    try:
        task.client(MANAGER).change("User", MANAGER, language=task.language)
        yield task
        task.end()
    finally:
        office.stop()
