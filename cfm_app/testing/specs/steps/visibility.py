"""Who sees a case, and who does not learn that it exists."""

from typing import Any

import frappe
from frappe.desk import search

from cfm_app.security.access_rule import open_documents
from cfm_app.security.gates import method_overrides
from cfm_app.testing.specs.steps.notices import lines_on
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World
from cfm_app.web.pages import roles, search_results

says = Phrasebook()


@says.step("{qui} ouvre {cas}")
def opens(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        open_documents.get_open("Case", world.number(cas)).check_permission("read")


@says.step("{qui} voit {cas}")
def sees(world: World, qui: str, cas: str) -> None:
    opens(world, qui, cas)
    world.test.assertEqual(_doors(world, qui, cas), {"liste", "recherche", "décompte"})


@says.step("{qui} ne voit pas {cas} dans la liste, la recherche, le décompte ni les notifications")
def sees_nothing(world: World, qui: str, cas: str) -> None:
    world.test.assertEqual(_doors(world, qui, cas), set())
    world.test.assertEqual(lines_on(world, qui, world.number(cas)), [])


def _doors(world: World, qui: str, cas: str) -> set[str]:
    """The doors of the framework and the app through which a user finds a case."""
    number = world.number(cas)
    doors: dict[str, Any] = {}
    with world.acting(qui):
        if frappe.has_permission("Case", "select"):
            doors["recherche"] = [row["value"] for row in search.search_link("Case", number)]
        if frappe.has_permission("Case", "read"):
            doors["liste"] = frappe.get_list("Case", filters={"name": number}, pluck="name")
            doors["décompte"] = method_overrides.get_count("Case", {"name": number})
        if set(roles.CONSOLE) & set(frappe.get_roles()):
            doors["recherche"] += [
                line["number"] for group in search_results.groups(number) for line in group["lines"]
            ]
    return {door for door, shows in doors.items() if shows}
