"""The half of the demo office that learns: a trend with its evidence, a bulletin that is out, a proposal and what
became of it, and a sample of closed cases that had a second look.

Everything is settled, so that nothing waits for anybody who has not begun yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import numpy as np
from frappe.utils import add_days, add_months, get_first_day, getdate, now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.languages import speaking
from cfm_app.figures.trend_alerts import acts, keeping, looking, scan, series
from cfm_app.figures.trend_alerts.expectation import expectation
from cfm_app.office.improvement import decide, propose
from cfm_app.office.quality import draw, look, scales
from cfm_app.shipped.demo import stories

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
COMPOSER, GUARDIAN = "aap@demo.cfm", "dataprotection@demo.cfm"
# What features have learned in a demo office, for a hook.
LEARNED = "demo_learning"
REPLICATES = 20
"""Enough to see a trend that stands out; the night takes ten times as many."""
EVERY_DAYS, FOLLOW_UP_DAYS = 365, 10
MARKS = {
    scales.FIVE: (4, 5, 4, 3, 5),
    scales.THREE: (3, 3, 2, 3, 3),
    scales.NO_YES: (1, 1, 1, 0, 1),
}


def create() -> None:
    """Let the office have learned something, where it has cases to learn from."""
    of_features = map(frappe.get_attr, frappe.get_hooks(LEARNED))
    for make in (trend, *of_features, proposal, second_looks):
        frappe.db.savepoint("learning")
        try:
            make()
        except frappe.ValidationError:
            # A small office, or a young month, has nothing of the kind.
            frappe.db.rollback(save_point="learning")
            frappe.clear_messages()


def trend() -> str | None:
    """The trouble of the last days, found as the night finds it, looked into and decided on. Returns its number."""
    seen = _looked_at(series.span(getdate()))
    if not seen:
        return None
    names = seen.office.categories.names
    found = [each for each in seen.found if names[each.category] == stories.TROUBLE]
    if not found or not keeping.keep(seen, found[0]):
        return None
    name = frappe.db.get_value(consts.TREND_ALERT, {"category": stories.TROUBLE}, "name")
    # It was found last night: those who had to know were told.
    found_on = {"detected_on": add_days(now_datetime(), -1)}
    frappe.db.set_value(consts.TREND_ALERT, name, found_on, update_modified=False)
    with working(MANAGER):
        acts.assess(
            name, "Un nouveau guichet à Abéché, dont les lecteurs refusent les anciennes cartes."
        )
        acts.decide(
            name,
            "Demander au partenaire financier de revenir aux anciens lecteurs.",
            "Équipe mobile à Abéché deux jours par semaine.",
            str(add_days(getdate(), FOLLOW_UP_DAYS)),
        )
    return str(name)


def _looked_at(days: series.Span | None) -> looking.Seen | None:
    at = series.Look(series.DIMENSIONS[0])
    office = series.office(at, days) if days else None
    usual = expectation(office) if office else None
    if not days or not office or not usual:
        return None
    by_chance = scan.chance(office, usual, np.random.default_rng(0), REPLICATES)
    found = scan.clusters(office, usual, by_chance, 1 / EVERY_DAYS)
    return looking.Seen(at, days, office, usual, found, len(series.DIMENSIONS))


def proposal() -> str:
    """What an operator would have better, and the manager's answer. Returns its number."""
    with working(OPERATOR):
        seen = "Les gens demandent où échanger une carte bloquée ; la réponse ne le dit pas."
        found = propose.propose(
            propose.Proposal("An answer is wrong", seen, "Nommer les guichets et leurs heures.")
        )
    with working(MANAGER):
        decide.finish(found.name, "C'est fait : les guichets et leurs heures sont dans la réponse.")
    notices.mark_done(propose.DOCTYPE, found.name)
    return str(found.name)


def second_looks() -> int:
    """The sample of the month before the last one, with all its second looks. Returns how many they are."""
    month = add_months(get_first_day(getdate()), -2)
    with working(MANAGER):
        draw.draw(f"{month:%Y-%m}", seed="demo")
    rows = frappe.get_all(
        draw.DOCTYPE, fields=["name", "looker", "cfm_case"], order_by="cfm_case asc, looker asc"
    )
    cases = list(dict.fromkeys(row.cfm_case for row in rows))
    for row in rows:
        at = cases.index(row.cfm_case)
        # Two who look at the same case mostly say the same.
        at += row.looker == COMPOSER and at % 4 == 0
        with working(row.looker):
            look.look(row.name, _marks(at))
        notices.mark_done(draw.DOCTYPE, row.name)
    return len(rows)


def _marks(at: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for question, each in enumerate(look.criteria()):
        marks = MARKS[each.scale]
        found[each.name] = marks[(at + question) % len(marks)]
    return found


@contextmanager
def working(user: str) -> Iterator[None]:
    """Do something as one of the people of the office, in French."""
    before = frappe.session.user
    frappe.set_user(user)
    try:
        with speaking("fr"):
            yield
    finally:
        frappe.set_user(before)
