"""Every role against every field, row and setting: what changed is looked up in the database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

from tests.leaks.cast import DOUBLES, GUEST, TECHNICIAN, Visitor
from tests.leaks.secret import Secret
from tests.live import Running, Server

from .amount import EACH
from .faults import cause, is_ours
from .requests import Request, of_document
from .rules import Attacker, of_extension
from .snapshot import Rows, changes
from .surface import Surface, value_for

# They set the office up: what they may change is judged by the tests of two people.
LEFT_OUT = ("manager@demo.cfm", TECHNICIAN, *DOUBLES)


def cells(surface: Surface, chance: random.Random) -> Iterator[Request]:
    """One request for each field of a document of each type, and of a row of each table."""
    for doctype, fields in surface.fields.items():
        names = surface.names.get(doctype) or surface.rows.get(doctype) or []
        for df in fields:
            for value in value_for(df, surface):
                if names:
                    requests = list(of_document(doctype, chance.choice(names), df.fieldname, value))
                    yield chance.choice([each for each in requests if each.verb != "GET"])


def test_nobody_changes_what_they_may_not(
    office: Server | Running,
    cast: dict[str, Visitor],
    planted: list[Secret],
    surface: Surface,
    chance: random.Random,
    look: Callable[[], dict[str, Rows]],
) -> None:
    tried: Counter[str] = Counter()
    found = []
    for user, visitor in cast.items():
        if user in LEFT_OUT:
            continue
        before = look()
        attacker = Attacker.of(user, before)
        wanted = list(cells(surface, chance))
        for request in chance.sample(wanted, min(EACH, len(wanted))):
            answer = request.answer(visitor)
            tried[user] += 1
            if answer.status >= 500 and answer.status not in (501, 503):
                is_fault = isinstance(office, Server) or is_ours(request, answer)
                assert not is_fault, (user, str(request), cause(answer))
        changed = changes(before, look())
        made = frozenset((each.table, each.name) for each in changed if each.before is None)
        for change in changed:
            reason = of_extension(change) or attacker.may_not(change, planted, made)
            if reason and not change.is_of("Administrator"):
                found.append(f"{user}: {reason}: {change}")
    print(f"\nWrites: {tried.total()} cells of {len(tried)} users; {len(found)} that may not be")
    assert GUEST in tried
    assert not found, "\n".join(found[:40])
