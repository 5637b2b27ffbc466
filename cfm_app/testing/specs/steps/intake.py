"""Recording a case, and moving it through its states."""

import csv
import io
from typing import Any

import frappe
from frappe import _
from frappe.model import workflow

from cfm_app.api import console
from cfm_app.cases import resolve
from cfm_app.exchange import case_import
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World

says = Phrasebook()
ANONYMOUS = "Anonyme"


@says.step("{qui} enregistre l'appel de {personne} :")
def records(world: World, qui: str, personne: str, rows: list[list[str]]) -> None:
    _record(world, qui, personne, rows)


@says.step("{qui} enregistre un appel anonyme :")
def records_anonymous(world: World, qui: str, rows: list[list[str]]) -> None:
    _record(world, qui, ANONYMOUS, rows)


@says.step("{qui} répond à un inconnu et clôt le cas aussitôt :")
def answers_stranger(world: World, qui: str, rows: list[list[str]]) -> None:
    _record(world, qui, ANONYMOUS, rows, "close")


@says.step("{qui} répond à {personne} et clôt le cas aussitôt :")
def answers_at_once(world: World, qui: str, personne: str, rows: list[list[str]]) -> None:
    _record(world, qui, personne, rows, "close")


@says.step("{qui} enregistre l'appel de {personne} comme doublon {principal} :")
def records_duplicate(
    world: World, qui: str, personne: str, principal: str, rows: list[list[str]]
) -> None:
    _record(world, qui, personne, rows, duplicate_of=world.number(principal))


@says.step("{qui} importe le registre du bureau :")
def imports(world: World, qui: str, rows: list[list[str]]) -> None:
    """The first column is the number in the register, by which the scenario names the cases."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    with world.acting(qui):
        world.seen = case_import.run(written.getvalue().encode(), "registre.csv")
    for number, *_more in rows[1:]:
        ordinary = frappe.db.get_value("Case", {"source_id": number}, "name")
        restricted = frappe.db.get_value("Sensitive Report", {"source_id": number}, "cfm_case")
        world.cases[number] = ordinary or restricted


@says.step("l'import a créé {n} cas et sauté {autant}")
def imported(world: World, n: int, autant: str) -> None:
    result = world.seen
    world.test.assertEqual((result.created, result.skipped), (n, int(autant)), result.errors)


@says.step("{qui} commence le traitement {cas}")
def starts(world: World, qui: str, cas: str) -> None:
    _act(world, qui, cas, "Start Work")


@says.step("{qui} met {cas} en attente")
def holds(world: World, qui: str, cas: str) -> None:
    _act(world, qui, cas, "Put on Hold")


@says.step("{qui} reprend {cas}")
def resumes(world: World, qui: str, cas: str) -> None:
    _act(world, qui, cas, "Resume")


@says.step("{qui} classe {cas} hors mandat")
def out_of_mandate(world: World, qui: str, cas: str) -> None:
    _act(world, qui, cas, "Out of Mandate")


@says.step("{qui} coche les étapes de la procédure {cas}")
def ticks(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        case = world.case(cas)
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()


@says.step("{qui} résout {cas} : « {texte} »")
def resolves(world: World, qui: str, cas: str, texte: str) -> None:
    with world.acting(qui):
        resolve.resolve(world.number(cas), texte)


@says.step("{qui} range {cas} dans la catégorie « {texte} »")
def moves_category(world: World, qui: str, cas: str, texte: str) -> None:
    with world.acting(qui):
        case = world.case(cas)
        case.category = values.linked("Case Category", texte)
        case.save()


@says.step("{qui} écrit directement l'état « {texte} » dans {cas}")
def writes_state(world: World, qui: str, texte: str, cas: str) -> None:
    """A plain save, as by the list, an import or a program."""
    states = frappe.get_all("Workflow State", pluck="name", order_by="name asc")
    with world.acting(qui):
        case = world.case(cas)
        case.workflow_state = next(state for state in states if _(state) == texte)
        case.save()


@says.step("{qui} supprime {cas}")
def deletes(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        world.case(cas).run_method("on_trash")


@says.step("{cas} est à l'état « {texte} »")
def is_in_state(world: World, cas: str, texte: str) -> None:
    world.test.assertEqual(_(world.case(cas).workflow_state), texte)


@says.step("{cas} dit :")
def tells(world: World, cas: str, rows: list[list[str]]) -> None:
    case, *_others = values.of_form(rows)
    stored = world.case(cas)
    world.test.assertEqual({field: stored.get(field) for field in case}, case)


@says.step("{cas} suit la procédure « {texte} »")
def follows(world: World, cas: str, texte: str) -> None:
    world.test.assertEqual(world.case(cas).sop, texte)


@says.step("{cas} compte comme réponse au premier contact")
def at_first_contact(world: World, cas: str) -> None:
    case = world.case(cas)
    world.test.assertTrue(case.first_contact_resolution)
    world.test.assertTrue(case.informed_on and case.closed_on)


@says.step("{cas} ne nomme personne")
def names_nobody(world: World, cas: str) -> None:
    world.test.assertFalse(world.case(cas).community_member)


@says.step("{cas} ne garde rien de ce qui a été dit")
def keeps_no_words(world: World, cas: str) -> None:
    world.test.assertFalse(world.case(cas).description)


@says.step("une étape {cas} attend {autre} : « {texte} »")
def step_waits(world: World, cas: str, autre: str, texte: str) -> None:
    roles = frappe.get_roles(world.user(autre))
    titles = [row.step_title for row in world.case(cas).sop_steps if row.responsible_role in roles]
    world.test.assertIn(texte, titles)


def _record(
    world: World,
    qui: str,
    person: str,
    rows: list[list[str]],
    outcome: str = "register",
    **more: Any,
) -> None:
    case, member, consent = values.of_form(rows)
    if person != ANONYMOUS:
        # A person who has called before is chosen from the matches of the phone number.
        known = world.callers.get(person)
        member = {"name": known} if known else {"full_name": person, **member}
    with world.acting(qui):
        made = console.new_case(
            case={**case, **more}, person=member, consent=consent, outcome=outcome
        )
    world.current = world.cases[person] = made["case"]
    if made["consent"]:
        world.consents[made["case"]] = made["consent"]
    stored = frappe.db.get_value("Case", made["case"], "community_member")
    report = {"cfm_case": made["case"]}
    member_name = stored or frappe.db.get_value("Sensitive Report", report, "community_member")
    if member_name:
        world.callers[person] = member_name


def _act(world: World, qui: str, cas: str, action: str) -> None:
    with world.acting(qui):
        workflow.apply_workflow(world.case(cas), action)
