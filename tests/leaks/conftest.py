"""The people and the restricted cases of the matrix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..live import Running, Server
from . import rules
from .cast import Visitor, administrator, assemble
from .planting import Secret, plant


@pytest.fixture(scope="package")
def admin(office: Server | Running) -> Visitor:
    return administrator(office)


@pytest.fixture(scope="package")
def cast(office: Server | Running, admin: Visitor) -> dict[str, Visitor]:
    return assemble(office, admin)


@pytest.fixture(scope="package")
def planted(cast: dict[str, Visitor], admin: Visitor) -> Iterator[list[Secret]]:
    yield plant(cast, admin)
    rules.remove(cast[rules.AUTHOR])
