"""Which stored rows concern something restricted.

A row is restricted with its case, conversation, call or report, and with the document that contains it,
that it is attached to, or that it refers to. In doubt a row counts as restricted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.personal_data import holdings_rows as stored
from cfm_app.data_protection.personal_data.holdings_columns import Table, tables
from cfm_app.security.entitlement import clearance

REPORT = "Sensitive Report"
LINKED_CASES = "CFM Conversation Case"
# A person is known from ordinary cases as well; a case that names another one is its own.
NOT_ABOVE = ("Community Member",)

Place = tuple[str, str]
"""DocType and name of a row."""


def restricted(places: Iterable[Place]) -> set[Place]:
    """The rows among these that concern something restricted. Checks no permission."""
    above: dict[Place, set[Place]] = {}
    new = set(places)
    while new:
        found = above_of(new)
        above |= {place: found.get(place, set()) for place in new}
        new = {place for targets in found.values() for place in targets} - above.keys()
    below: dict[Place, set[Place]] = defaultdict(set)
    for place, targets in above.items():
        for target in targets:
            below[target].add(place)
    closed = _themselves(above.keys())
    waiting = list(closed)
    while waiting:
        more = below[waiting.pop()] - closed
        closed |= more
        waiting += more
    return closed


def _themselves(places: Iterable[Place]) -> set[Place]:
    """Cases and conversations of a restricted class, and every report: only restricted cases have one."""
    names = _by_doctype(places)
    conversations = stored.of_names(
        consts.CONVERSATION, names.get(consts.CONVERSATION, ()), ("sensitivity",)
    )
    found = {("Case", name) for name in clearance.restricted_among(names.get("Case", []))}
    found |= {(REPORT, name) for name in names.get(REPORT, ())}
    return found | {
        (consts.CONVERSATION, row.name)
        for row in conversations
        if clearance.is_restricted(row.sensitivity)
    }


def above_of(places: Iterable[Place]) -> dict[Place, set[Place]]:
    """For each row: what contains it, what it is attached or refers to, and the cases of conversations and calls."""
    known, found = tables(), defaultdict[Place, set[Place]](set)
    for doctype, names in _by_doctype(places).items():
        table = known.get(doctype)
        if not table:
            continue
        pairs = list(_pairs(table))
        fields = {name for _type, name in pairs} | {kind for kind, _name in pairs if kind}
        for row in stored.of_names(doctype, names, sorted(fields)):
            for kind, name in _targets(table, row):
                if kind in known and kind not in NOT_ABOVE:
                    found[(doctype, row.name)].add((kind, str(name)))
        if doctype in (consts.CONVERSATION, consts.CALL):
            for name in names:
                cases = stored.column_of_table(LINKED_CASES, doctype, [name], "cfm_case")
                found[(doctype, name)] |= {("Case", case) for case in cases}
    return found


def _targets(table: Table, row: dict[str, str]) -> Iterator[Place]:
    for doctype, fields in _links(table).items():
        yield from ((doctype, row[field]) for field in fields if row.get(field))
    for kind, name in _dynamic(table):
        if row.get(kind) and row.get(name):
            yield row[kind], row[name]
    # Logs name the case as text: it may be gone.
    if table.doctype != "Case" and row.get("cfm_case"):
        yield "Case", row["cfm_case"]


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    """The pairs of fields (DocType or None, name) that refer to what is above a row."""
    yield from (("", field) for fields in _links(table).values() for field in fields)
    yield from _dynamic(table)
    if "cfm_case" in table.plain:
        yield "", "cfm_case"


def _dynamic(table: Table) -> tuple[tuple[str, str], ...]:
    return (*table.dynamic, ("parenttype", "parent")) if table.is_child else table.dynamic


def _links(table: Table) -> dict[str, tuple[str, ...]]:
    """Links to what may be restricted. A case counts by its class alone, whatever other case it names."""
    if table.doctype == "Case":
        return {}
    return {
        doctype: fields
        for doctype, fields in table.links.items()
        if doctype in doctype_access.PROTECTED
        and doctype not in NOT_ABOVE
        and doctype != table.doctype
    }


def _by_doctype(places: Iterable[Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for doctype, name in places:
        found[doctype].append(name)
    return found
