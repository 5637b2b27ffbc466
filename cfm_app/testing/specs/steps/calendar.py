"""The calendar of distributions, and the answers that use it."""

import frappe

from cfm_app.api import loop
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook, moment, normalized
from cfm_app.testing.specs.world import World

says = Phrasebook()
QUESTION = "Information sur le calendrier de distribution"


@says.step("{qui} remplit le calendrier des distributions :")
def plans(world: World, qui: str, rows: list[list[str]]) -> None:
    """Place, programme, day, and whether it takes place."""
    with world.acting(qui):
        for place, programme, day, state in rows:
            values_of_row = {
                "doctype": "CFM Distribution",
                "location": values.linked("CFM Location", place),
                "programme": values.linked("CFM Programme", programme),
                "starts_on": moment(f"{day} à 8 h").date(),
                "distribution_status": values.option(
                    "CFM Distribution", "distribution_status", state
                ),
            }
            frappe.get_doc(values_of_row).insert()


@says.step("le système propose de dire pour {texte_du_lieu} : « {texte} »")
def proposes(world: World, texte_du_lieu: str, texte: str) -> None:
    place = values.linked("CFM Location", texte_du_lieu)
    found = loop.find_answers(category=QUESTION, language="fra", location=place)
    world.test.assertIn(normalized(texte), normalized(found[0]["answer_text"]))
