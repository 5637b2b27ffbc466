"""The persons who speak to the mechanism: found by their number, recorded once."""

import frappe

from cfm_app.api import console, loop
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("{qui} cherche le numéro « {texte} »")
def looks_up(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        world.seen = console.lookup_caller(texte)


@says.step("le système trouve {personne} avec {n} cas")
def finds(world: World, personne: str, n: int) -> None:
    found = {row["full_name"]: len(row["cases"]) for row in world.seen}
    world.test.assertEqual(found, {personne: n})


@says.step("le système ne trouve personne")
def finds_nobody(world: World) -> None:
    world.test.assertEqual(world.seen, [])


@says.step("la fiche de {personne} signale une fiche qui lui ressemble")
def warns(world: World, personne: str) -> None:
    member = frappe.get_doc("Community Member", world.callers[personne])
    world.test.assertTrue(member.possible_duplicates)


@says.step("{qui} fusionne la fiche de {personne} dans celle de {autre_personne}")
def merges(world: World, qui: str, personne: str, autre_personne: str) -> None:
    with world.acting(qui):
        loop.merge_people(world.callers[autre_personne], world.callers[personne])


@says.step("{cas} appartient à la fiche de {personne}")
def belongs(world: World, cas: str, personne: str) -> None:
    world.test.assertEqual(world.case(cas).community_member, world.callers[personne])
