"""What a device sends is as a stranger writes it: any value in any place, and fields that no form asks for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import frappe

from cfm_app.exchange.field_desk.test_support import ArrivalsTestCase, sealed

PARTS = {"case": "Case", "person": "Community Member", "consent": "Consent", "referral": "Referral"}
# Each type of JSON, with those of its values that programs stumble over.
ODD = (
    *(None, True, 0, -1, 10**30, 1e308, "", " ", "0000-00-00", "\ud800", "{", "x" * 70_000),
    *([], [None], [[]], {}, {"a": {}}, ["name", "like", "%"]),
)
REFUSED = (frappe.ValidationError, frappe.PermissionError)
BESIDE = (
    *("outcome", "recorded_on", "status_code", "files"),
    *("propose_place", "standard_answer", "sealed"),
)


class TestHostileItems(ArrivalsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.number = 1000

    @contextmanager
    def undone(self) -> Iterator[None]:
        frappe.db.savepoint("before_item")
        try:
            yield
        finally:
            frappe.db.rollback(save_point="before_item")
            frappe.clear_messages()

    def sent(self, item: dict[str, Any]) -> None:
        """Sealed, so that no gate of a request has looked at it. It may be refused with a sentence."""
        self.number += 1
        envelope = {"sealed": sealed(self.public_key, item)}
        with suppress(*REFUSED):
            self.send(str(self.number), envelope, f"key {self.number}")

    def places(self) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        """Part, field and values: all of them for one field of each type, one drawn for the others."""
        seen: set[tuple[str, str]] = set()
        draw = Random(os.environ.get("CFM_SEED", "0"))
        for part, doctype in PARTS.items():
            yield part, "", ODD
            for df in frappe.get_meta(doctype).fields:
                is_first = (part, df.fieldtype) not in seen
                seen.add((part, df.fieldtype))
                yield part, df.fieldname, ODD if is_first else tuple(draw.sample(ODD, 1))
        for name in BESIDE:
            yield "", name, ODD

    def test_any_value_in_any_place_is_taken_or_refused_with_a_sentence(self) -> None:
        for part, name, values in self.places():
            for odd in values:
                item = self.told()
                if not part:
                    item[name] = odd
                elif name:
                    item[part] = {**item.get(part, {}), name: odd}
                else:
                    item[part] = odd
                with self.subTest(f"{part}.{name} {str(odd)[:20]!r}"), self.undone():
                    self.sent(item)
