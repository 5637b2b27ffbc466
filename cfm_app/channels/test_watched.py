"""An account that does not work says so, and nothing of what stands in it."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading
from cfm_app.channels import accounts, watched
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import watch

SECRET = "+23566000000 said something"


class TestWatched(CFMTestCase):
    def setUp(self) -> None:
        frappe.db.delete(accounts.DOCTYPE)
        frappe.db.delete(consts.MESSAGE)

    def account(self, adapter: str = "SMS", **values: Any) -> str:
        account = frappe.new_doc(accounts.DOCTYPE)
        account.update(
            {"account_name": f"Watched {adapter}", "adapter": adapter, "enabled": 1, **values}
        )
        account.name = account.account_name
        account.db_insert()
        return str(account.name)

    def reading(self) -> Reading:
        (found,) = watched.readings()
        return found

    def state_of(self, adapter: str = "SMS", **values: Any) -> str:
        frappe.db.delete(accounts.DOCTYPE)
        self.account(adapter, **values)
        found = self.reading()
        self.assertNotIn(SECRET, str(found))
        return found.state

    def test_what_an_account_stores_of_its_troubles_is_its_state(self) -> None:
        now = now_datetime()
        old = now - timedelta(days=3)
        self.assertEqual(self.state_of(), WELL)
        self.assertEqual(self.state_of(last_error=SECRET, last_error_on=now), FAILED)
        self.assertEqual(self.state_of(last_refusal=SECRET, last_refusal_on=now), DOUBTFUL)
        self.assertEqual(self.state_of(last_refusal=SECRET, last_refusal_on=old), WELL)
        self.assertEqual(self.state_of("E-mail", fetched_on=now), WELL)
        self.assertEqual(self.state_of("E-mail", fetched_on=old), FAILED)
        self.assertEqual(self.state_of("E-mail", fetched_on=now, fetch_error=SECRET), FAILED)

    def test_an_account_that_is_switched_off_has_no_reading(self) -> None:
        self.account(enabled=0, last_error=SECRET)
        self.assertEqual(watched.readings(), [])

    def test_the_list_of_accounts_tells_a_dead_one_from_one_that_works(self) -> None:
        self.account(last_error=SECRET)
        self.account("WhatsApp")
        self.account("Free line", enabled=0)
        rows = frappe.get_all(accounts.DOCTYPE, fields=watched.STORED)
        states = watch.words_of_accounts(rows)["states"]
        told = {name: state["text"] for name, state in states.items()}
        self.assertEqual(
            told,
            {
                "Watched SMS": frappe._("Does not work"),
                "Watched WhatsApp": frappe._("Works"),
            },
        )

    def test_messages_that_wait(self) -> None:
        def state() -> str:
            (found,) = watched.outbox()
            return found.state

        self.assertEqual(state(), WELL)
        message = frappe.new_doc(consts.MESSAGE)
        message.update({"name": "watched", "direction": "Out", "state": watched.QUEUED})
        message.db_insert()
        for minutes, expected in ((1, WELL), (45, DOUBTFUL), (180, FAILED)):
            moment = now_datetime() - timedelta(minutes=minutes)
            message.db_set("creation", moment, update_modified=False)
            self.assertEqual(state(), expected)
