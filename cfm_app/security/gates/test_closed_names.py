"""A closed document is answered like a missing one: by each method that takes a DocType and a name."""

import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import missing_documents
from cfm_app.security.gates import framework_lists, request_gate
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.gates.test_typed_queries import whitelisted
from cfm_app.testing import CFMTestCase, request_of

RESTRICTED = "Exploitation ou abus sexuel"
# Digits alone, for tables that count their names.
EXISTING, MISSING = "900000000000001", "900000000000002"
PACKED = ("doc", "docs", "args")


class TestClosedNames(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        framework_lists.guard()
        missing_documents.guard()
        self.handler = self.user(consts.PSEA)
        self.operator = self.user(consts.OPERATOR)
        self.stranger = self.user("Desk User")
        frappe.set_user(self.operator)
        self.closed = self.case(category=RESTRICTED).name
        self.open = self.case(category="Quantité de la ration").name
        frappe.set_user("Administrator")

    def test_by_every_method_and_of_every_kind(self) -> None:
        methods = [each for each in whitelisted() if arguments(each, "Case", "x")]
        self.assertGreater(len(methods), 20)
        for kind in dict.fromkeys(kinds()):
            self.plant(kind)
            for user in (self.operator, self.stranger):
                for method in methods:
                    said = [self.answer(method, user, kind, each) for each in (EXISTING, MISSING)]
                    with self.subTest(f"{kind} {method.__module__}.{method.__name__} {user}"):
                        self.assertEqual(said[0], said[1])

    def test_without_a_right_to_the_kind_every_name_is_the_same(self) -> None:
        """An ordinary case, a restricted one and none: whoever works on no cases learns of none."""
        for method in whitelisted():
            if not arguments(method, "Case", "x"):
                continue
            said = [
                self.answer(method, self.stranger, "Case", each)
                for each in (self.open, self.closed, "CFM-2020-00007")
            ]
            with self.subTest(f"{method.__module__}.{method.__name__}"):
                self.assertEqual(said[0], said[1])
                self.assertEqual(said[1], said[2])

    def plant(self, kind: str) -> None:
        """A document of this kind that is closed to everybody: somebody else's, and about a closed case."""
        frappe.set_user("Administrator")
        links = frappe.get_meta(kind).get_link_fields()
        values: dict[str, Any] = {df.fieldname: "Administrator" for df in links}
        if fields := doctype_access.CARRIERS.get(kind):
            values.update(zip(fields, ("Case", self.closed), strict=True))
        if parents := doctype_access.CHILDREN.get(kind):
            values.update(parenttype=parents[0], parent=self.closed, parentfield="x")
        frappe.get_doc(
            {**values, "doctype": kind, "name": EXISTING, "owner": "other@test.cfm"}
        ).db_insert()

    def answer(self, method: Callable[..., Any], user: str, kind: str, name: str) -> str:
        """What a method says of a document, without its name; nothing that it does stays."""
        frappe.set_user(user)
        given = arguments(method, kind, name)
        path = f"/api/method/{method.__module__}.{method.__name__}"
        frappe.local.form_dict = frappe._dict(given)
        frappe.local.request = request_of(path, "POST")
        frappe.local.response = frappe._dict(docs=[])
        frappe.clear_messages()
        frappe.db.savepoint("before_answer")
        nothing = dict.fromkeys(("commit", "rollback"), lambda *_given, **_named: None)
        with (
            patch.multiple(frappe.db, **nothing),
            patch.object(frappe, "enqueue", nothing["commit"]),
            patch.object(frappe, "sendmail", nothing["commit"]),
        ):
            said = outcome(method, given)
        with suppress(Exception):
            frappe.db.rollback(save_point="before_answer")
        messages = [frappe._dict(each).message for each in frappe.local.message_log]
        told = str([said, frappe.local.response, messages])
        return told.replace(name, "…").replace(frappe.scrub(name), "…")


def kinds() -> list[str]:
    """Mails, and some of each rule: others each day."""
    day = getdate().toordinal()
    rules = (
        *([*doctype_access.CARRIERS][turn::3] for turn in range(3)),
        [*doctype_access.CHILDREN],
        doctype_access.OWNED,
        doctype_access.OF_WHOLE_OFFICE,
        doctype_access.INTERNAL,
        doctype_access.RULED_BY_ITSELF,
    )
    return ["Communication", *(each[day % len(each)] for each in rules)]


def outcome(method: Callable[..., Any], given: dict[str, Any]) -> Any:
    try:
        request_gate.check(ApiRequest.at_hand())
        said = frappe.call(method, **given)
    except frappe.MandatoryError:
        # It quotes the random name of what would be made.
        return "incomplete"
    except Exception as error:
        return type(error).__name__, str(error)
    return "made" if isinstance(said, dict) and "creation" in said else said


def arguments(method: Callable[..., Any], kind: str, name: str) -> dict[str, Any]:
    """A DocType and a name in the place of what looks like one; nothing for a method that takes no name."""
    given = dict(_guessed(method, kind, name))
    return given if (kind in given.values() and name in given.values()) or _packs(given) else {}


def _packs(given: dict[str, Any]) -> bool:
    return any(each in given for each in PACKED)


def _guessed(method: Callable[..., Any], kind: str, name: str) -> Iterator[tuple[str, Any]]:
    for each, parameter in inspect.signature(method).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) or each == "self":
            continue
        if "doctype" in each or each in ("dt", "document_type"):
            yield each, kind
        elif each in PACKED:
            yield each, json.dumps({"doctype": kind, "name": name})
        elif "name" in each or each == "dn":
            yield each, json.dumps([name]) if each.endswith("names") else name
        elif parameter.default is parameter.empty:
            yield each, "1"
