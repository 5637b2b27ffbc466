"""What the person agrees to, refuses, and withdraws."""

from typing import Any

import frappe
from frappe import _
from frappe.model import workflow

from cfm_app.base import consts
from cfm_app.cases import withdraw
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("{qui} note ce que la personne accepte :")
def notes(world: World, qui: str, rows: list[list[str]]) -> None:
    consent = {"doctype": "Consent", "cfm_case": world.number(), **values.of_consent(rows)}
    with world.acting(qui):
        doc = workflow.apply_workflow(frappe.get_doc(consent).insert(), "Record Decision")
    world.consents[world.number()] = doc.name


@says.step("{qui} commence à noter le consentement sans poser les questions")
def notes_nothing(world: World, qui: str) -> None:
    with world.acting(qui):
        doc = frappe.get_doc({"doctype": "Consent", "cfm_case": world.number()}).insert()
        workflow.apply_workflow(doc, "Record Decision")


@says.step("{qui} note que la personne retire son consentement : « {texte} »")
def withdraws(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        withdraw.withdraw(_newest(world).name, texte)


@says.step("{qui} note que la personne ne veut plus que {partenaire} sache")
def withdraws_partner(world: World, qui: str, partenaire: str) -> None:
    with world.acting(qui):
        doc = _newest(world)
        rows = [row.name for row in doc.purposes if row.partner == partenaire]
        withdraw.withdraw(doc.name, partenaire, rows)


@says.step("{qui} change après coup la réponse « {texte} » en oui")
def rewrites(world: World, qui: str, texte: str) -> None:
    purpose = values.option("Consent Purpose", "purpose", texte)
    with world.acting(qui):
        doc = _newest(world)
        for row in doc.purposes:
            if row.purpose == purpose:
                row.decision = "Granted"
        doc.save()


@says.step("le consentement {cas} est « {texte} »")
def stands(world: World, cas: str, texte: str) -> None:
    world.test.assertEqual(_(world.case(cas).consent_status or "None"), texte)


@says.step("aucun consentement n'est décidé pour {cas}")
def nothing_decided(world: World, cas: str) -> None:
    decided = {"cfm_case": world.number(cas), "workflow_state": consts.CONSENT_DECIDED}
    world.test.assertFalse(frappe.db.exists("Consent", decided))


def _newest(world: World) -> Any:
    return frappe.get_doc("Consent", world.consents[world.number()])
