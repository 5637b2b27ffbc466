"""An office of its own: an attacker leaves traces."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.leaks.conftest import admin, cast, planted  # noqa: F401
from tests.live import Server

from .surface import Surface


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("attacked") / "office").start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="package")
def surface(office: Server, planted: list[object]) -> Surface:  # noqa: F811
    return Surface.of(office)


@pytest.fixture
def chance() -> random.Random:
    """The same for the same seed: a run is repeated by it, and ``any`` draws another one."""
    seed = os.environ.get("CFM_ATTACK_SEED", "26")
    seed = str(random.randrange(10**6)) if seed == "any" else seed
    print(f"CFM_ATTACK_SEED={seed}")
    return random.Random(seed)
