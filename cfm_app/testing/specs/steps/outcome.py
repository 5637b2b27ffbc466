"""What the system refuses, in the words that its user reads."""

from frappe.utils import strip_html

from cfm_app.testing.specs.steps.notices import matches_text
from cfm_app.testing.specs.wording import Phrasebook
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("le système refuse : « {texte} »", answers_refusal=True)
def refuses(world: World, texte: str) -> None:
    refusal, world.refusal = world.refusal, None
    if refusal is None:
        raise AssertionError("Le système n'a rien refusé.")
    said = strip_html(str(refusal))
    if not matches_text(texte, said):
        raise AssertionError(f"Le système a refusé autrement : « {said} »") from refusal
