"""An office of its own: an attacker leaves traces."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.site import get_site
from tests.leaks.cast import Visitor
from tests.leaks.conftest import admin, cast, planted  # noqa: F401
from tests.live import Running, Server
from tests.patterns import Patterns

from . import remote, snapshot
from .snapshot import Rows
from .surface import Surface


@pytest.fixture(scope="package")
def office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[Server | Running]:
    """One that runs already keeps what the attacker leaves: take one that is thrown away."""
    with patterns.running_office(tmp_path_factory.mktemp("attacked")) as running:
        yield running


@pytest.fixture(scope="package", autouse=True)
def causes(office: Server | Running, admin: Visitor) -> Iterator[None]:  # noqa: F811
    """A bench says who broke off only with its tracebacks, which the app turns off for an office."""
    if isinstance(office, Server):
        yield
        return
    path = "/api/resource/System Settings/System Settings"
    for value in (1, 0):
        answer = admin.send("PUT", path, json={"allow_error_traceback": value})
        assert answer.status_code == 200, answer.text[:500]
        if value:
            yield


@pytest.fixture(scope="package")
def surface(
    office: Server | Running,
    planted: list[object],  # noqa: F811
    admin: Visitor,  # noqa: F811
) -> Surface:
    return Surface.of(office) if isinstance(office, Server) else remote.surface_of(admin)


@pytest.fixture
def look(office: Server | Running, admin: Visitor) -> Callable[[], dict[str, Rows]]:  # noqa: F811
    """What the database holds, read without the product where it lies on this machine."""
    if isinstance(office, Server):
        database = get_site(office.site.name, office.site.parent).db_path
        return partial(snapshot.take, Path(database))
    return partial(remote.take, admin)


@pytest.fixture
def chance() -> random.Random:
    """The same for the same seed: a run is repeated by it, and ``any`` draws another one."""
    seed = os.environ.get("CFM_ATTACK_SEED", "26")
    seed = str(random.randrange(10**6)) if seed == "any" else seed
    print(f"CFM_ATTACK_SEED={seed}")
    return random.Random(seed)
