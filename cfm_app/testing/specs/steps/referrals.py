"""Asking the competent colleague: sending, accepting, answering, returning, handing over, by letter."""

from datetime import datetime
from email import message_from_string, policy
from typing import Any

import frappe
from frappe import _
from frappe.model import workflow
from frappe.utils import get_datetime

from cfm_app.api import approvals
from cfm_app.base import consts
from cfm_app.cases import refer
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook, in_words, to_the_minute
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("{qui} réfère {cas} : « {texte} »")
def refers(world: World, qui: str, cas: str, texte: str) -> None:
    """The procedure chooses the receiver."""
    _refer(world, qui, cas, texte)


@says.step("{qui} réfère {cas} à {autre} : « {texte} »")
def refers_to(world: World, qui: str, cas: str, autre: str, texte: str) -> None:
    _refer(world, qui, cas, texte, focal_point=world.user(autre))


@says.step("{qui} réfère {cas} au partenaire {partenaire} : « {texte} »")
def refers_outside(world: World, qui: str, cas: str, partenaire: str, texte: str) -> None:
    _refer(world, qui, cas, texte, partner=partenaire)


@says.step("{qui} réfère {cas} à {autre} sans consentement, par « {base} » : « {texte} »")
def refers_without(world: World, qui: str, cas: str, autre: str, base: str, texte: str) -> None:
    basis = values.option("Referral", "override_basis", base)
    override = {"override_basis": basis, "override_reason": texte}
    _refer(world, qui, cas, texte, focal_point=world.user(autre), **override)


@says.step("{qui} réfère {cas} à {autre} sans consentement et sans motif")
def refers_without_reason(world: World, qui: str, cas: str, autre: str) -> None:
    override = {"override_basis": "Vital interest"}
    _refer(world, qui, cas, "", focal_point=world.user(autre), **override)


@says.step("{n} référencements attendent déjà la réponse de {autre}")
def busy(world: World, n: int, autre: str) -> None:
    for _number in range(n):
        case = world.test.case(category="Quantité de la ration")
        world.test.consent(case.name, consts.SHARE_INSIDE)
        sent = {"cfm_case": case.name, "focal_point": world.user(autre), "shared_summary": "Ration"}
        frappe.get_doc({"doctype": "Referral", **sent}).insert()


@says.step("{qui} accepte le référencement")
def accepts(world: World, qui: str) -> None:
    with world.acting(qui):
        approvals.accept(world.referral())


@says.step("{qui} répond au référencement : « {texte} »")
def answers(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        approvals.answer(world.referral(), texte)


@says.step("{qui} renvoie le référencement : « {texte} »")
def returns(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        approvals.return_referral(world.referral(), texte)


@says.step("{qui} renvoie le référencement sans dire pourquoi")
def returns_silently(world: World, qui: str) -> None:
    with world.acting(qui):
        approvals.return_referral(world.referral(), " ")


@says.step("{qui} transmet le référencement à {autre} : « {texte} »")
def hands_over(world: World, qui: str, autre: str, texte: str) -> None:
    with world.acting(qui):
        approvals.hand_over(world.referral(), world.user(autre), texte)


@says.step("{qui} adresse le référencement renvoyé à {autre}")
def sends_again(world: World, qui: str, autre: str) -> None:
    with world.acting(qui):
        referral = frappe.get_doc("Referral", world.referral())
        referral.focal_point = world.user(autre)
        referral.save()
        workflow.apply_workflow(referral, "Send Again")


@says.step("{qui} réécrit ce qui lui a été demandé : « {texte} »")
def rewrites(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        referral = frappe.get_doc("Referral", world.referral())
        referral.shared_summary = texte
        referral.save()


@says.step("{qui} envoie la lettre au partenaire par courriel")
def sends_letter(world: World, qui: str) -> None:
    with world.acting(qui):
        referral = frappe.get_doc("Referral", world.referral())
        referral.send_by_email = 1
        referral.save()


@says.step("le référencement est à l'état « {texte} »")
def is_in_state(world: World, texte: str) -> None:
    world.test.assertEqual(_(_sent(world).workflow_state), texte)


@says.step("le référencement attend la réponse de {autre}")
def waits_for(world: World, autre: str) -> None:
    world.test.assertEqual(_sent(world).focal_point, world.user(autre))
    world.test.assertIn(_sent(world).workflow_state, consts.REFERRALS_PENDING)


@says.step("le référencement est dû le {moment}")
def is_due(world: World, moment: datetime) -> None:
    due = to_the_minute(get_datetime(_sent(world).due_on))
    world.test.assertEqual(in_words(due), in_words(moment))


@says.step("le référencement n'a pas encore de réponse")
def is_unanswered(world: World) -> None:
    world.test.assertIsNone(_sent(world).responded_on)


@says.step("{qui} trouve le référencement dans ses approbations")
def finds(world: World, qui: str) -> None:
    world.test.assertIn(world.referral(), _waiting(world, qui))


@says.step("{qui} ne trouve pas le référencement dans ses approbations")
def does_not_find(world: World, qui: str) -> None:
    world.test.assertNotIn(world.referral(), _waiting(world, qui))


@says.step("{qui} y lit « {texte} », sans le nom ni le téléphone de {personne}")
def reads_no_name(world: World, qui: str, texte: str, personne: str) -> None:
    with world.acting(qui):
        shown = approvals.get_referral(world.referral())
    member = frappe.get_doc("Community Member", world.callers[personne])
    world.test.assertEqual(shown["shared_summary"], texte)
    world.test.assertNotIn(personne, str(shown))
    world.test.assertNotIn(member.phone, str(shown))


@says.step("la réponse du référencement est « {texte} »")
def was_answered(world: World, texte: str) -> None:
    world.test.assertEqual(_sent(world).response, texte)


@says.step("le référencement repose sur le motif « {texte} », de la main de {autre}")
def rests_on(world: World, texte: str, autre: str) -> None:
    sent = _sent(world)
    world.test.assertEqual((sent.override_reason, sent.override_by), (texte, world.user(autre)))


@says.step("« {adresse} » reçoit une lettre qui dit « {texte} »")
def letter_says(world: World, adresse: str, texte: str) -> None:
    mail = _letter(world)
    world.test.assertEqual([row.recipient for row in mail.recipients], [adresse])
    world.test.assertIn(texte, _body(mail))


@says.step("la lettre ne nomme pas {personne}")
def letter_names_nobody(world: World, personne: str) -> None:
    for word in personne.split():
        world.test.assertNotIn(word, _body(_letter(world)))


@says.step("aucun courriel n'est parti")
def no_letter(world: World) -> None:
    sent = {"reference_name": world.referral()}
    world.test.assertFalse(frappe.db.exists("Email Queue", sent))


def _refer(world: World, qui: str, cas: str, summary: str, **more: Any) -> None:
    values_sent = {"cfm_case": world.number(cas), "shared_summary": summary, **more}
    with world.acting(qui):
        referral = refer.refer(world.number(cas), values_sent)
    world.referrals[world.number(cas)] = referral.name


def _sent(world: World) -> Any:
    return frappe.get_doc("Referral", world.referral())


def _waiting(world: World, qui: str) -> list[str]:
    with world.acting(qui):
        return [row["name"] for row in approvals.my_referrals(limit=1000)]


def _letter(world: World) -> Any:
    return frappe.get_last_doc("Email Queue", {"reference_name": world.referral()})


def _body(mail: Any) -> str:
    """The text of a mail as its reader sees it."""
    message = message_from_string(mail.message, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join(part.get_content() for part in parts)
