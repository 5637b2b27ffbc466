"""What belongs to cases and goes with them, for many cases at once.

`holdings` finds everything that is held on one person by looking at all that names them. A night with
thousands of cases follows the fields that bind documents to a case, which are indexed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import frappe

from cfm_app import consts
from cfm_app.personal_data import erasure_list, field_map
from cfm_app.personal_data.erasure_traces import chunks

CASE_FIELD = "cfm_case"
# What people write and call may be about several cases.
SHARED = (consts.CONVERSATION, consts.CALL)
LINKS = "CFM Conversation Case"

Documents = dict[str, list[str]]


def of(cases: list[str]) -> dict[str, Documents]:
    """For each case its documents that hold personal data, itself among them.

    A conversation or a call goes with the last of its cases.
    """
    found: dict[str, Documents] = {case: defaultdict(list, {"Case": [case]}) for case in cases}
    for doctype in _bound_doctypes():
        for some in chunks(cases):
            bound = {CASE_FIELD: ["in", some]}
            rows = frappe.get_all(
                doctype, filters=bound, fields=["name", CASE_FIELD], order_by="name asc"
            )
            for row in rows:
                found[row[CASE_FIELD]][doctype].append(str(row.name))
    for case, doctype, name in _shared(cases):
        found[case][doctype].append(name)
        if doctype == consts.CONVERSATION:
            found[case][consts.MESSAGE] += messages_of(name)
    return found


def messages_of(conversation: str) -> list[str]:
    """The messages of a conversation."""
    return frappe.get_all(
        consts.MESSAGE, {"conversation": conversation}, pluck="name", order_by="name asc"
    )


def linked(doctype: str, cases: list[str]) -> Iterator[Any]:
    """Rows that bind a conversation or a call (`parent`) to one of some cases (`cfm_case`)."""
    for some in chunks(cases):
        bound = {"parenttype": doctype, CASE_FIELD: ["in", some]}
        yield from _links(doctype, bound)


def _shared(cases: list[str]) -> Iterator[tuple[str, str, str]]:
    """Case, DocType and name of what goes with a case: nothing binds it to one that stays."""
    going = set(cases)
    for doctype in SHARED:
        parents = sorted({row.parent for row in linked(doctype, cases)})
        of_parent: dict[str, list[str]] = defaultdict(list)
        for some in chunks(parents):
            for row in _links(doctype, {"parenttype": doctype, "parent": ["in", some]}):
                of_parent[row.parent].append(row[CASE_FIELD])
        others = {case for bound in of_parent.values() for case in bound if case not in going}
        staying = others - erasure_list.erased_among("Case", sorted(others))
        for parent, bound in of_parent.items():
            if staying.isdisjoint(bound):
                yield next(case for case in bound if case in going), doctype, parent


def _links(doctype: str, filters: dict[str, Any]) -> list[Any]:
    return frappe.get_all(
        LINKS,
        filters=filters,
        fields=["parent", CASE_FIELD],
        parent_doctype=doctype,
        order_by="parent asc, idx asc",
    )


def _bound_doctypes() -> Iterable[str]:
    """The DocTypes of the app that belong to a case and hold something that goes."""
    for doctype in field_map.mapped_doctypes():
        meta = frappe.get_meta(doctype)
        is_bound = meta.has_field(CASE_FIELD) and not meta.istable
        if is_bound and field_map.ending_of(doctype):
            yield doctype
