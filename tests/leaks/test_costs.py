"""What is protected costs what is missing costs, at every door: time tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest

from cfm_app.office.watch import clock_doubt
from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.kernel.query.opening import opened

from ..patterns import Patterns
from .cast import administrator, assemble
from .costs import Cost, Inside
from .doors import DOORS
from .matrix import KNOWN, Door
from .planting import plant
from .secret import Secret, missing

pytestmark = pytest.mark.embedded("counts what this process does")

# Sees the ordinary cases of the office, and recorded none of the restricted ones.
ASKING = "operator2@demo.cfm"
# Names that hold ten signs by chance: nobody asks for one that they do not know.
UNGUESSED = {"file_url", "log_url", "own_row"}
WARM = 1
LONGER_THAN_THIS = 3600
# Of the calls of a request, beyond which its time could tell something: 0.1 ms of 5 ms.
BOUND = 0.02


@pytest.fixture(scope="module")
def closed_office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[tuple[Path, list[Secret]]]:
    """An office with restricted cases that nobody serves, and the cases."""
    server = patterns.office(tmp_path_factory.mktemp("costs") / "office").start()
    try:
        admin = administrator(server)
        planted = plant(assemble(server, admin), admin)
    finally:
        server.stop()
    # One POST a minute also looks whether jobs wait for a wrong date, whatever it asks for: none of these does.
    with opened(get_site(server.site.name, server.site.parent)):
        frappe.cache.set_value(clock_doubt.LOOKED, 1, expires_in_sec=LONGER_THAN_THIS)
    yield server.site, planted


def test_what_is_closed_costs_what_is_missing(
    closed_office: tuple[Path, list[Secret]],
) -> None:
    site, planted = closed_office
    asking = Inside(site, ASKING)
    doors = [door for door in DOORS if door.is_named and door.places not in KNOWN]
    doors = [door for door in doors if not door.places & UNGUESSED]
    told = [each for door in doors if (each := difference(asking, door, planted))]
    print(f"\n{len(doors)} doors, {len(told)} tell by their cost")
    assert not told, "\n".join(told)


def difference(asking: Inside, door: Door, planted: list[Secret]) -> str:
    """What a door does more for a closed case than for a missing one; empty if it is the same."""
    secret = next((each for each in planted if door.can_ask(each)), None)
    if secret is None:
        return ""
    costs: list[Cost] = []
    for target in (missing(secret), secret):
        for _round in range(WARM + 1):
            door.open(asking, target)  # type: ignore[arg-type]
        costs.append(asking.cost)
    absent, closed = costs
    apart = abs(closed.calls - absent.calls)
    if closed.statements == absent.statements and apart <= BOUND * absent.calls:
        return ""
    return (
        f"{door.name}: {absent.statements} statements and {absent.calls} calls for what is missing,"
        f" {closed.statements} and {closed.calls} for what is closed\n{closed.beside(absent)}"
    )
