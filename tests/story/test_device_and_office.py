"""Lost answers at every point, corrections after them, and either side put back to an earlier day, drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import frappe
import pytest

from cfm_app.base import consts
from cfm_app.exchange.field_desk import device_list

from .device_model import World

RUNS = 1000
STEPS = 24


@pytest.fixture(scope="module")
def desk(app_site: Path) -> Iterator[str]:
    """An operator in the session, on a site that is rolled back."""
    frappe.init(site="app", sites_path=str(app_site))
    frappe.connect()
    frappe.local.lang = "en"
    frappe.flags.in_test = True
    frappe.flags.caches_follow_rollback = True
    try:
        user = {"doctype": "User", "email": "desk@test.cfm", "first_name": "Desk"}
        roles = [{"role": consts.OPERATOR}, {"role": consts.CASEWORKER}]
        frappe.get_doc({**user, "send_welcome_email": 0, "roles": roles}).insert()
        frappe.set_user("desk@test.cfm")
        yield "desk@test.cfm"
    finally:
        frappe.db.rollback()
        frappe.destroy()


@pytest.mark.matrix(each_run=12)
@pytest.mark.parametrize("number", range(RUNS))
def test_each_case_is_there_once_as_it_was_said_last(desk: str, number: int) -> None:
    frappe.db.savepoint("run")
    world = World(Random(number))
    # The earliest backup knows nothing of the device.
    world.back_up_office()
    world.prepare()
    world.back_up_office()
    world.copy_device()
    steps = {
        world.keep: 5,
        world.correct: 6,
        world.send: 7,
        world.deliver_late: 2,
        world.copy_device: 2,
        world.put_device_back: 1,
        world.back_up_office: 2,
        world.restore_office: 1,
    }
    try:
        for step in world.draw.choices(list(steps), list(steps.values()), k=STEPS):
            step()
        world.settle()
    finally:
        frappe.db.rollback(save_point="run")
        frappe.db.release_savepoint("run")
        device_list.path().unlink()
        # What waits for the end of the transaction is held with all that it names.
        for waiting in (frappe.db.after_commit, frappe.db.after_rollback, frappe.db.before_commit):
            waiting.reset()
