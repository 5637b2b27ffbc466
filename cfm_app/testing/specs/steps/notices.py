"""Notices about cases and referrals, reminders, escalations."""

import re
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base import notices
from cfm_app.cases import digest
from cfm_app.procedures.sop import reminders, sla_status
from cfm_app.testing.specs.wording import Phrasebook, normalized
from cfm_app.testing.specs.world import World

says = Phrasebook()
ANYTHING = "…"


@says.step("partent les rappels de l'heure")
def reminders_leave(world: World) -> None:
    """The hourly job, batch by batch, within the transaction of the test."""
    sla_status.refresh()
    for due in reminders.batches(now_datetime()):
        notices.send(due)


@says.step("part le bilan du jour")
def daily_lines_leave(world: World) -> None:
    digest.send()


@says.step("{qui} a reçu l'avis « {texte} »")
def was_told(world: World, qui: str, texte: str) -> None:
    was_told_times(world, qui, 1, texte)


@says.step("{qui} a reçu {n} fois l'avis « {texte} »")
def was_told_times(world: World, qui: str, n: int, texte: str) -> None:
    subjects = _subjects(world, qui)
    told = [subject for subject in subjects if matches_text(texte, subject)]
    world.test.assertEqual(len(told), n, f"{qui} a reçu : {subjects}")


@says.step("{qui} n'a pas reçu l'avis « {texte} »")
def was_not_told(world: World, qui: str, texte: str) -> None:
    was_told_times(world, qui, 0, texte)


@says.step("{qui} n'a reçu aucun avis sur {cas}")
def was_told_nothing(world: World, qui: str, cas: str) -> None:
    world.test.assertEqual(lines_on(world, qui, world.number(cas)), [])


def matches_text(wanted: str, text: str) -> bool:
    """Whether a text equals the expected one, in which "…" stands for anything."""
    parts = (re.escape(part) for part in normalized(wanted).split(ANYTHING))
    return bool(re.fullmatch(".+?".join(parts), normalized(text)))


def lines_on(world: World, qui: str, number: str) -> list[str]:
    """The notices of a user that name a case or lead to it."""
    return [
        row.subject
        for row in _notices(world, qui)
        if number in row.subject or row.document_name == number
    ]


def _subjects(world: World, qui: str) -> list[str]:
    return [row.subject for row in _notices(world, qui)]


def _notices(world: World, qui: str) -> list[Any]:
    return frappe.get_all(
        "Notification Log",
        filters={"for_user": world.user(qui)},
        fields=["subject", "document_name"],
        order_by="creation asc",
    )
