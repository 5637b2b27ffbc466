"""The code with which a person asks where their case stands."""

from cfm_app.channels import case_status
from cfm_app.security.access_rule import status_codes
from cfm_app.testing.specs.wording import Phrasebook, normalized
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("{qui} dit à la personne le code {cas}")
def tells_code(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        world.code = status_codes.of_case(world.number(cas)) or ""
    world.test.assertTrue(world.code)


@says.step("{qui} ne trouve pas de code pour {cas}")
def finds_no_code(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        world.test.assertIsNone(status_codes.of_case(world.number(cas)))


@says.step("la personne lit avec son code : « {texte} »")
def reads(world: World, texte: str) -> None:
    found = case_status.of_code(world.code)
    world.test.assertIsNotNone(found)
    world.test.assertEqual(normalized(case_status.sentence(found or "")), normalized(texte))
