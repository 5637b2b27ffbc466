"""Restricted cases: handlers, the recorder's stub, unclear cases, the access log."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api import console, sensitive
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import handlers
from cfm_app.security.gates import method_overrides
from cfm_app.security.restricted_cases import particulars
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("{cas} est confié à {autre}")
def is_entrusted(world: World, cas: str, autre: str) -> None:
    world.test.assertIn(world.user(autre), handlers.entrusted(world.number(cas)))


@says.step("{cas} n'est pas confié à {autre}")
def is_not_entrusted(world: World, cas: str, autre: str) -> None:
    world.test.assertNotIn(world.user(autre), handlers.entrusted(world.number(cas)))


@says.step("{qui} confie aussi {cas} à {autre}")
def entrusts(world: World, qui: str, cas: str, autre: str) -> None:
    with world.acting(qui):
        report = _report(world, cas)
        report.append("handlers", {"user": world.user(autre)})
        report.save()


@says.step("{qui} ne garde {cas} que le numéro, la date et l'état « {texte} »")
def keeps_stub(world: World, qui: str, cas: str, texte: str) -> None:
    number = world.number(cas)
    with world.acting(qui):
        stubs = {row["name"]: row for row in console.my_stubs(1000)}
        shown = set(frappe.get_doc("CFM Case Stub", {"cfm_case": number}).as_dict())
    world.test.assertEqual(set(stubs[number]), {"name", "received_on", "workflow_state"})
    world.test.assertEqual(_(stubs[number]["workflow_state"]), texte)
    world.test.assertFalse(shown & set(particulars.fields()))


@says.step("{qui} ne trouve rien de ce que {autre} garde {cas}")
def finds_no_stub(world: World, qui: str, autre: str, cas: str) -> None:
    """Neither a list nor a count finds it, although the recorder has stubs of her own."""
    mine = {"cfm_case": world.number(cas)}
    with world.acting(autre):
        world.test.assertEqual(method_overrides.get_count("CFM Case Stub", mine), 1)
    with world.acting(qui):
        world.test.assertEqual(method_overrides.get_count("CFM Case Stub", mine), 0)
        world.test.assertEqual(frappe.get_list("CFM Case Stub", filters=mine), [])


@says.step("la fiche {cas} ne dit rien de l'affaire")
def tells_nothing(world: World, cas: str) -> None:
    case = world.case(cas)
    told = [field for field in particulars.fields() if case.get(field)]
    world.test.assertEqual((told, list(case.follow_ups)), ([], []))


@says.step("{qui} lit le rapport sensible {cas}")
def reads_report(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        world.seen = _report(world, cas)
        world.seen.check_permission("read")


@says.step("le rapport dit :")
def report_tells(world: World, rows: list[list[str]]) -> None:
    case, *_others = values.of_form(rows)
    world.test.assertEqual({field: world.seen.get(field) for field in case}, case)


@says.step("{qui} classe {cas} en « {classe} » : « {texte} »")
def clarifies(world: World, qui: str, cas: str, classe: str, texte: str) -> None:
    with world.acting(qui):
        sensitive.clarify(world.number(cas), values.linked("Case Sensitivity", classe), texte)


@says.step("{qui} classe {cas} en « {classe} » sans dire pourquoi")
def clarifies_silently(world: World, qui: str, cas: str, classe: str) -> None:
    with world.acting(qui):
        sensitive.clarify(world.number(cas), values.linked("Case Sensitivity", classe), " ")


@says.step("le journal d'accès montre que {qui} a lu le rapport {cas}")
def is_logged(world: World, qui: str, cas: str) -> None:
    world.test.assertTrue(frappe.db.exists("CFM Access Log", _reading(world, qui, cas)))


@says.step("{autre} ne trouve pas cette lecture dans le journal d'accès")
def log_is_closed(world: World, autre: str) -> None:
    report = _stored_report(world, "")
    with world.acting(autre):
        seen = frappe.get_list("CFM Access Log", filters={"ref_name": report}, pluck="name")
    world.test.assertEqual(seen, [])


@says.step("{qui} efface cette lecture du journal d'accès")
def erases_log(world: World, qui: str) -> None:
    line = frappe.get_all(
        "CFM Access Log", filters={"ref_doctype": "Sensitive Report"}, pluck="name"
    )
    with world.acting(qui):
        frappe.get_doc("CFM Access Log", line[0]).run_method("on_trash")


def _report(world: World, cas: str) -> Any:
    return open_documents.get_open("Sensitive Report", _stored_report(world, cas))


def _stored_report(world: World, cas: str) -> str:
    return frappe.db.get_value("Sensitive Report", {"cfm_case": world.number(cas)}, "name")


def _reading(world: World, qui: str, cas: str) -> dict[str, str]:
    return {
        "user": world.user(qui),
        "action": "Read",
        "ref_doctype": "Sensitive Report",
        "ref_name": _stored_report(world, cas),
    }
