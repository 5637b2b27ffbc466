"""Whichever way a case comes in, its class follows from all signs: no spelling of anything grave is open."""

import ast
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import now_datetime

import cfm_app
from cfm_app.base import consts
from cfm_app.cases import from_conversation, register
from cfm_app.channels import acts, conversations, road, taking
from cfm_app.channels.adapters.base import Inbound
from cfm_app.exchange import case_import, proposals
from cfm_app.exchange.agencies.test_words import TestReferralWords as ReferralWords
from cfm_app.exchange.field_desk import arrivals
from cfm_app.exchange.mapping import Mapping, Translator
from cfm_app.exchange.migration import case_writer, guess, translate
from cfm_app.exchange.migration.csv_source import CsvSource
from cfm_app.exchange.migration.opening import _SingleFile
from cfm_app.exchange.offices import writing
from cfm_app.exchange.past_cases import Moments
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity.test_spellings import spellings
from cfm_app.testing import CFMTestCase

ORDINARY = "Plainte non sensible"
ROOT = Path(cfm_app.__file__).parent
# Where a case is made that no way in is: the office is made up there.
MADE_UP = ("shipped", "testing")


def table(rows: list[dict[str, str]]) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class Ways(CFMTestCase):
    """Each `by_…` brings accounts in, each with an ordinary category, and returns their cases."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        account = {"doctype": "CFM Channel Account", "account_name": "ways", "adapter": "SMS"}
        account |= {"channel": "SMS", "in_sender": "from", "in_id": "id", "enabled": 1}
        self.account = frappe.get_doc({**account, "out_url": "https://gateway.example"}).insert()

    def ways(self) -> dict[str, Callable[[list[str]], list[str]]]:
        names = [each for each in dir(self) if each.startswith("by_")]
        return {name: getattr(self, name) for name in names}

    def by_screen(self, told: list[str]) -> list[str]:
        frappe.set_user(self.operator)
        return [
            register.record(
                register.CaseRequest({"description": each, "category": ORDINARY, "channel": "SMS"})
            )["case"]
            for each in told
        ]

    def by_program(self, told: list[str]) -> list[str]:
        frappe.set_user(self.operator)
        given = {"category": ORDINARY, "sensitivity": "Non sensible"}
        return [self.case(description=each, **given).name for each in told]

    def by_device(self, told: list[str]) -> list[str]:
        frappe.set_user(self.operator)
        device = frappe.get_doc({"doctype": "CFM Field Device", "name": "WAY"})
        device.db_set = lambda *_args, **_more: None
        found = []
        for number, each in enumerate(told):
            case = {"description": each, "category": ORDINARY, "channel": "SMS"}
            found.append(arrivals.take(device, f"WAY-{number:04d}", {"case": case})["case"])
        return found

    def by_message(self, told: list[str]) -> list[str]:
        """An ordinary conversation whose words were no sign when they came becomes a case."""
        found = []
        for number, each in enumerate(told):
            name = self.written("Bonjour", number)
            frappe.db.set_value(consts.MESSAGE, {"conversation": name}, "text", each)
            frappe.set_user(self.operator)
            taking.take(name)
            made = from_conversation.make_case(name, {"case": {"category": ORDINARY}})
            found.append(made["case"])
            frappe.set_user("Administrator")
        return found

    def by_log(self, told: list[str]) -> list[str]:
        rows = [{"No": f"L{n}", "Said": each, "Kind": ORDINARY} for n, each in enumerate(told)]
        columns = {"source_id": "No", "description": "Said", "category": "Kind"}
        return self.imported(rows, columns)

    def by_migration(self, told: list[str]) -> list[str]:
        rows = [
            {
                "ID": f"w-{n}",
                "Description": each,
                "Statut": "Nouveau",
                "Type": ORDINARY,
                "Équipe": "",
            }
            for n, each in enumerate(told)
        ]
        return self.migrated(rows)

    def by_parcel(self, told: list[str]) -> list[str]:
        head = {"owner": "x", "creation": str(now_datetime())}
        given = {"category": ORDINARY, "sensitivity": "Non sensible", "sensitivity_reason": "x"}
        return [
            writing.new_case({**head, "name": f"P{n}"}, {"description": each, **given})
            for n, each in enumerate(told)
        ]

    def written(self, text: str, number: int) -> str:
        said = Inbound(f"w-{text}{number}", f"+2356611{number:04d}", None, text, now_datetime())
        return conversations.store_message(self.account, said)

    def imported(
        self, rows: list[dict[str, str]], columns: dict[str, str], **more: Any
    ) -> list[str]:
        result = case_import.run(table(rows), "log.csv", Mapping(columns, **more))
        self.assertEqual((result.created, result.errors), (len(rows), []))
        return [self.of_source(row["No"]) for row in rows]

    def migrated(self, rows: list[dict[str, str]]) -> list[str]:
        source = CsvSource(_SingleFile("Tickets.csv", table(rows)))
        plan = guess.scan(source).plan
        translator, found = Translator(plan.mapping), []
        for record in source.records("Cases"):
            said = translate.case_of(record, plan, translator, {}, plan.teamless_class(source))
            found.append(case_writer.insert(said, None, None, Moments()).name)
        return found

    def of_source(self, number: str) -> str:
        name = frappe.db.get_value("Case", {"source_id": number})
        where = {"source_id": number}
        return name or frappe.db.get_value("Sensitive Report", where, "cfm_case")

    def require_closed(self, told: list[str], cases: list[str]) -> None:
        self.assertEqual(len(told), len(cases))
        is_open = [
            each
            for each, case in zip(told, cases, strict=True)
            if not clearance.is_restricted(frappe.db.get_value("Case", case, "sensitivity"))
        ]
        self.assertEqual(is_open, [])


class TestWaysIn(Ways):
    def test_an_account_is_closed_by_each_way(self) -> None:
        told = spellings("account")
        for name, way in self.ways().items():
            with self.subTest(name):
                self.require_closed(told, way(told))
                frappe.set_user("Administrator")

    def test_a_message_closes_its_conversation_at_once(self) -> None:
        told = spellings("account")
        classes = [
            frappe.db.get_value(consts.CONVERSATION, self.written(each, n), "sensitivity")
            for n, each in enumerate(told)
        ]
        missed = [
            each
            for each, own in zip(told, classes, strict=True)
            if not clearance.is_restricted(own)
        ]
        self.assertEqual(missed, [])

    def test_an_answered_conversation_waits_for_whoever_it_is_entrusted_to(self) -> None:
        name = self.written("Bonjour", 1)
        conversation = frappe.get_doc(consts.CONVERSATION, name)
        conversation.db_set({**acts.AFTER_AN_ANSWER})
        road.classify(conversation, "EAS et harcèlement sexuel")
        row = frappe.db.get_value(
            consts.CONVERSATION, name, ["state", "waiting_since"], as_dict=True
        )
        self.assertEqual(row.state, conversations.WAITS)
        self.assertTrue(row.waiting_since)

    def test_a_key_as_category_is_proposed_closed_and_closes_even_if_it_is_mapped_openly(
        self,
    ) -> None:
        keys = spellings("key")
        for key in keys:
            guess_ = proposals.propose("category", key).guess
            own = frappe.db.get_value("Case Category", guess_, "sensitivity") if guess_ else None
            self.assertTrue(guess_ is None or clearance.is_restricted(own), key)
        rows = [{"No": f"K{n}", "Said": "x", "Kind": key} for n, key in enumerate(keys)]
        columns = {"source_id": "No", "description": "Said", "category": "Kind"}
        values = {"category": dict.fromkeys(keys, ORDINARY)}
        self.require_closed(keys, self.imported(rows, columns, values=values))

    def test_a_complaint_about_what_nobody_knows_is_never_proposed_as_ordinary(self) -> None:
        for key in ("plainte_xyz", "plainteeas", "ComplaintQW", "complaint_9", "شكوى_قق"):
            guess_ = proposals.propose("category", key).guess
            own = frappe.db.get_value("Case Category", guess_, "sensitivity") if guess_ else None
            self.assertTrue(guess_ is None or clearance.is_restricted(own), (key, guess_))
        self.assertEqual(proposals.propose("category", "Complaint").guess, ORDINARY)

    def test_a_key_as_column_closes_the_rows_that_say_yes(self) -> None:
        keys = spellings("key")
        rows = [
            {"No": f"C{n}", "Said": "x", "Kind": ORDINARY, **dict.fromkeys(keys, "0"), key: "1"}
            for n, key in enumerate(keys)
        ]
        columns = {"source_id": "No", "description": "Said", "category": "Kind"}
        self.require_closed(keys, self.imported(rows, columns))

    def test_a_key_as_value_of_an_unused_column_or_of_a_team_closes(self) -> None:
        keys = spellings("key")
        rows = [
            {"No": f"U{n}", "Said": "x", "Kind": ORDINARY, "Unit": key}
            for n, key in enumerate(keys)
        ]
        columns = {"source_id": "No", "description": "Said", "category": "Kind"}
        self.require_closed(keys, self.imported(rows, columns))
        rows = [
            {
                "ID": f"t-{n}",
                "Description": "x",
                "Statut": "Nouveau",
                "Type": ORDINARY,
                "Équipe": key,
            }
            for n, key in enumerate(keys)
        ]
        self.require_closed(keys, self.migrated(rows))

    def test_a_named_team_and_category_reach_their_handlers(self) -> None:
        row = {"ID": "n-1", "Description": "x", "Statut": "Nouveau", "Équipe": "Cellule PSEA"}
        [case] = self.migrated([{**row, "Type": "plainte_psea"}])
        self.assertEqual(
            frappe.db.get_value("Case", case, "sensitivity"), "EAS et harcèlement sexuel"
        )


class TestAgencyWays(ReferralWords):
    def test_what_an_agency_refers_is_closed(self) -> None:
        for each in spellings("account"):
            case = self.came(summary=each)
            self.assertTrue(clearance.is_restricted(case.sensitivity), each)
        for each in spellings("key"):
            case = self.came(values={"category": each})
            self.assertTrue(clearance.is_restricted(case.sensitivity), each)


class TestNoOtherWay(CFMTestCase):
    def test_a_case_is_made_nowhere_else(self) -> None:
        """Each place that makes one is a way that the tests above go; whoever adds one adds it there."""
        known = {"exchange/agencies/incoming.py", "cases/register.py", "exchange/case_import.py"}
        known |= {"exchange/migration/case_writer.py", "exchange/offices/writing.py"}
        found = {
            str(path.relative_to(ROOT)).replace("\\", "/")
            for path in ROOT.rglob("*.py")
            if path.relative_to(ROOT).parts[0] not in MADE_UP
            and not path.name.startswith("test_")
            and _makes_case(path)
        }
        self.assertEqual(found, known)


def _makes_case(path: Path) -> bool:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    if not any(isinstance(node, ast.Attribute) and "insert" in node.attr for node in nodes):
        return False
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.args]
    if any(
        getattr(each.func, "attr", "") == "new_doc" and _is_case(each.args[0]) for each in calls
    ):
        return True
    pairs = [
        pair
        for node in nodes
        if isinstance(node, ast.Dict)
        for pair in zip(node.keys, node.values, strict=True)
    ]
    return any(_is_text(key, "doctype") and _is_case(value) for key, value in pairs)


def _is_case(node: Any) -> bool:
    return _is_text(node, "Case") or getattr(node, "id", "") == "CASE"


def _is_text(node: Any, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text
