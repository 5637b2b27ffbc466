"""A fresh demo office for each of the fourteen tasks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ...patterns import Patterns
from .round import Round


@pytest.fixture
def task(patterns: Patterns, tmp_path: Path, chromium: Any) -> Iterator[Round]:
    """The manager in a fresh office, whose screens speak French."""
    with patterns.running_office(tmp_path) as office:
        task = Round(office, chromium, "fr")
        yield task
        task.end()
