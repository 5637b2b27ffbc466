"""Setting the time, checking due times, and asking for more time."""

from datetime import datetime
from typing import Any

from frappe import _
from frappe.utils import get_datetime

from cfm_app.api import extensions
from cfm_app.procedures.sop import sla_status
from cfm_app.security.entitlement import handlers
from cfm_app.testing.specs.wording import Phrasebook, in_words, to_the_minute
from cfm_app.testing.specs.world import World

says = Phrasebook()


@says.step("nous sommes le {moment}", "arrive le {moment}")
def it_is(world: World, moment: datetime) -> None:
    world.travel(moment)


@says.step("l'échéance {cas} est le {moment}")
def due(world: World, cas: str, moment: datetime) -> None:
    _same(world, world.case(cas).resolve_by, moment)


@says.step("la première réponse {cas} est attendue le {moment}")
def response_due(world: World, cas: str, moment: datetime) -> None:
    _same(world, world.case(cas).respond_by, moment)


@says.step("le délai {cas} est « {texte} »")
def status(world: World, cas: str, texte: str) -> None:
    sla_status.refresh()
    world.test.assertEqual(_(world.case(cas).sla_status), texte)


@says.step("{qui} demande {n} heures de plus pour {cas} : « {texte} »")
def asks(world: World, qui: str, n: int, cas: str, texte: str) -> None:
    with world.acting(qui):
        world.request = extensions.ask(world.number(cas), n, texte)["request"]


@says.step("la seule personne chargée {cas} demande {n} heures de plus : « {texte} »")
def asks_alone(world: World, cas: str, n: int, texte: str) -> None:
    only = handlers.entrusted(world.number(cas))
    world.test.assertEqual(len(only), 1)
    qui = next(name for name, user in world.people.items() if user == only[0])
    asks(world, qui, n, cas, texte)


@says.step("{qui} demande {n} heures de plus pour le référencement : « {texte} »")
def asks_for_referral(world: World, qui: str, n: int, texte: str) -> None:
    with world.acting(qui):
        asked = extensions.ask_for_referral(world.referral(), n, texte)
        world.request = asked["request"]


@says.step("{qui} accorde la prolongation")
def grants(world: World, qui: str) -> None:
    with world.acting(qui):
        extensions.decide(world.number(), world.request, "Approved")


@says.step("{qui} refuse la prolongation")
def refuses(world: World, qui: str) -> None:
    with world.acting(qui):
        extensions.decide(world.number(), world.request, "Refused")


@says.step("{qui} trouve la demande de prolongation parmi celles à décider")
def waits_for(world: World, qui: str) -> None:
    with world.acting(qui):
        world.test.assertIn(world.request, [row["name"] for row in extensions.waiting(1000)])


def _same(world: World, stored: Any, expected: datetime) -> None:
    found = to_the_minute(get_datetime(stored)) if stored else None
    world.test.assertEqual(in_words(found) if found else None, in_words(expected))
