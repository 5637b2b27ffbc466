"""From the answer to the person: calling, informing, giving up, closing, reopening, duplicates."""

from datetime import datetime, timedelta
from typing import Any

from frappe.utils import now_datetime

from cfm_app.api import loop
from cfm_app.cases import callbacks, duplicates
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook, normalized
from cfm_app.testing.specs.world import World

says = Phrasebook()
CHANNEL = "Appel sortant"
TOLD = {
    "dit": "response_given",
    "langue": "response_language",
    "compris": "understood",
    "satisfaction": "satisfaction",
    "commentaire": "satisfaction_comment",
}


@says.step("{qui} appelle la personne : « {texte} »")
def calls(world: World, qui: str, texte: str) -> None:
    _contact(world, qui, "", texte)


@says.step("{qui} appelle {n} fois la personne, sans attendre : « {texte} »")
def calls_at_once(world: World, qui: str, n: int, texte: str) -> None:
    for _attempt in range(n):
        _contact(world, qui, "", texte)


@says.step("{qui} appelle {n} fois la personne, d'heure en heure : « {texte} »")
def calls_often(world: World, qui: str, n: int, texte: str) -> None:
    for _attempt in range(n):
        world.travel(world.now + timedelta(hours=1))
        _contact(world, qui, "", texte)


@says.step("{qui} joint la personne, qui demande à être rappelée le {moment}")
def agrees_on_a_call(world: World, qui: str, moment: datetime) -> None:
    _contact(world, qui, "", "Joint, à rappeler", next_attempt_on=str(moment))


@says.step("{qui} informe la personne :", "{qui} informe la personne {cas} :")
def informs(world: World, qui: str, rows: list[list[str]], cas: str = "") -> None:
    told = {TOLD[name]: values.of("Case", TOLD[name], text) for name, text in rows}
    _contact(world, qui, cas, "Personne informée", **told)


@says.step("{qui} oriente et informe la personne : « {texte} »")
def directs(world: World, qui: str, texte: str) -> None:
    """Where nothing is resolved here, the answer says where else to go."""
    _contact(world, qui, "", "Personne informée", response_given=texte)


@says.step("{qui} renonce à joindre la personne")
def gives_up(world: World, qui: str) -> None:
    with world.acting(qui):
        loop.give_up(world.number())


@says.step("{qui} clôt {cas}")
def closes(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        loop.close(world.number(cas))


@says.step("{qui} rouvre {cas} : « {texte} »")
def reopens(world: World, qui: str, cas: str, texte: str) -> None:
    with world.acting(qui):
        loop.reopen(world.number(cas), texte)


@says.step("{qui} rouvre {cas} sans dire pourquoi")
def reopens_silently(world: World, qui: str, cas: str) -> None:
    with world.acting(qui):
        loop.reopen(world.number(cas), " ")


@says.step("{qui} enregistre un recours contre l'issue {cas} : « {texte} »")
def appeals(world: World, qui: str, cas: str, texte: str) -> None:
    with world.acting(qui):
        loop.reopen(world.number(cas), texte, is_appeal=True)


@says.step("{cas} a été rouvert {n} fois")
def reopened(world: World, cas: str, n: int) -> None:
    world.test.assertEqual(world.case(cas).reopened_count, n)


@says.step("{cas} garde la trace : « {texte} »")
def keeps_trace(world: World, cas: str, texte: str) -> None:
    kept = [normalized(row.action or "") for row in world.case(cas).follow_ups]
    world.test.assertIn(normalized(texte), kept)


@says.step("{cas} garde la réponse donnée :")
def keeps_answer(world: World, cas: str, rows: list[list[str]]) -> None:
    told = {TOLD[name]: values.of("Case", TOLD[name], text) for name, text in rows}
    case = world.case(cas)
    world.test.assertEqual({field: case.get(field) for field in told}, told)


@says.step("{cas} figure dans les appels à faire de {qui}")
def waits_for_call(world: World, cas: str, qui: str) -> None:
    world.test.assertIn(world.number(cas), _calls(world, qui))


@says.step("{cas} ne figure pas dans les appels à faire de {qui}")
def waits_for_no_call(world: World, cas: str, qui: str) -> None:
    world.test.assertNotIn(world.number(cas), _calls(world, qui))


@says.step("{qui} voit {cas} parmi les personnes à appeler à cette heure-ci")
def good_hour(world: World, qui: str, cas: str) -> None:
    world.test.assertTrue(_calls(world, qui)[world.number(cas)]["is_good_hour"])


@says.step("{qui} voit {cas} parmi les personnes à appeler plus tard dans la journée")
def later_hour(world: World, qui: str, cas: str) -> None:
    world.test.assertFalse(_calls(world, qui)[world.number(cas)]["is_good_hour"])


@says.step("{qui} tape « {texte} »")
def types(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        world.seen = [row["name"] for row in loop.similar_cases(texte)]


@says.step("le système propose {cas} comme semblable")
def offers(world: World, cas: str) -> None:
    world.test.assertIn(world.number(cas), world.seen)


@says.step("le système ne propose pas {cas} comme semblable")
def does_not_offer(world: World, cas: str) -> None:
    world.test.assertNotIn(world.number(cas), world.seen)


@says.step("{qui} marque {cas} comme doublon {principal}")
def marks(world: World, qui: str, cas: str, principal: str) -> None:
    with world.acting(qui):
        loop.mark_duplicate(world.number(cas), world.number(principal))


@says.step("{cas} attend la même réponse que {principal}")
def waits_too(world: World, cas: str, principal: str) -> None:
    main = world.number(principal)
    world.test.assertIn(world.number(cas), duplicates.duplicates_of([main]).get(main, []))


@says.step("{qui} doit aussi rappeler pour {cas} quand elle appelle pour {principal}")
def calls_both(world: World, qui: str, cas: str, principal: str) -> None:
    also = _calls(world, qui)[world.number(principal)]["also"]
    world.test.assertIn(world.number(cas), also)


@says.step("la personne {cas} est informée")
def is_informed(world: World, cas: str) -> None:
    world.test.assertTrue(world.case(cas).informed_on)


@says.step("{qui} ne doit plus rappeler pour {cas}")
def calls_no_more(world: World, qui: str, cas: str) -> None:
    calls = _calls(world, qui)
    waiting = {*calls, *(name for row in calls.values() for name in row["also"])}
    world.test.assertNotIn(world.number(cas), waiting)


@says.step("{cas} n'est plus le doublon d'aucun autre")
def stands_alone(world: World, cas: str) -> None:
    world.test.assertFalse(world.case(cas).duplicate_of)


@says.step("{qui} cherche une réponse type : « {texte} »")
def looks_for_answer(world: World, qui: str, texte: str) -> None:
    with world.acting(qui):
        world.seen = [row["title"] for row in loop.find_answers(texte)]


@says.step("le système propose d'abord la réponse « {texte} »")
def proposes_answer(world: World, texte: str) -> None:
    world.test.assertEqual(world.seen[:1], [texte])


def _contact(world: World, qui: str, cas: str, outcome: str, **more: Any) -> None:
    number = world.number(cas)
    with world.acting(qui):
        loop.record_contact(
            number, values.option("Case Contact Attempt", "outcome", outcome), CHANNEL, **more
        )


def _calls(world: World, qui: str) -> dict[str, Any]:
    with world.acting(qui):
        return {row["name"]: row for row in callbacks.waiting(now_datetime())}
