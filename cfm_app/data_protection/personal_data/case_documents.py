"""Documents that belong to cases and are erased with them, for many cases at once.

`holdings` finds everything about one person by looking at all references. The nightly run with thousands
of cases follows indexed fields that bind documents to a case.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import erasure_list, field_map
from cfm_app.data_protection.personal_data.erasure_traces import chunks

CASE_FIELD = "cfm_case"
# Conversations and calls may be about several cases.
SHARED = (consts.CONVERSATION, consts.CALL)
LINKS = "CFM Conversation Case"
# Documents that are kept while open, with the field that says so.
UNTIL = {consts.PERSON_REQUEST: "closed_on", consts.REQUEST_PART: "outcome"}
# Documents of something else than a case, with the field that names it.
BOUND: dict[str, str] = {consts.CONVERSATION: "conversation", consts.PERSON_REQUEST: "request"}

Documents = dict[str, list[str]]


def of(cases: list[str]) -> dict[str, Documents]:
    """For each case its documents with personal data, itself included.

    A conversation or a call goes with the last of its cases.
    """
    found: dict[str, Documents] = {case: defaultdict(list, {"Case": [case]}) for case in cases}
    for doctype in _bound_doctypes(CASE_FIELD):
        for some in chunks(cases):
            bound = {CASE_FIELD: ["in", some], **_over(doctype)}
            rows = frappe.get_all(
                doctype, filters=bound, fields=["name", CASE_FIELD], order_by="name asc"
            )
            for row in rows:
                found[row[CASE_FIELD]][doctype].append(str(row.name))
    for case, doctype, name in _shared(cases):
        found[case][doctype].append(name)
        if doctype in BOUND:
            for kind, names in _bound_to(doctype, name).items():
                # Documents that also name the case were found already.
                found[case][kind] += [each for each in names if each not in found[case][kind]]
    return found


def of_all(doctype: str, names: list[str]) -> dict[str, Documents]:
    """For each of some cases, or of other documents without a case, what is erased with it."""
    if doctype == "Case":
        return of(names)
    return {name: of_other(doctype, name) for name in names}


def of_other(doctype: str, name: str) -> Documents:
    """The documents erased with one that has no case, itself included."""
    return {doctype: [name], **_bound_to(doctype, name)}


def _bound_to(doctype: str, name: str) -> Documents:
    """Documents of a conversation or a request, except those with a case of their own."""
    field = BOUND.get(doctype)
    found: Documents = {}
    for kind in _bound_doctypes(field) if field else ():
        bound: dict[str, Any] = {str(field): name, **_over(kind)}
        if frappe.get_meta(kind).has_field(CASE_FIELD):
            bound[CASE_FIELD] = ["is", "not set"]
        if names := frappe.get_all(kind, bound, pluck="name", order_by="name asc"):
            found[kind] = names
    return found


def _over(doctype: str) -> dict[str, Any]:
    return {UNTIL[doctype]: ["is", "set"]} if doctype in UNTIL else {}


def linked(doctype: str, cases: list[str]) -> Iterator[Any]:
    """Rows that bind a conversation or call (`parent`) to one of some cases (`cfm_case`)."""
    for some in chunks(cases):
        bound = {"parenttype": doctype, CASE_FIELD: ["in", some]}
        yield from _links(doctype, bound)


def _shared(cases: list[str]) -> Iterator[tuple[str, str, str]]:
    """Case, DocType and name of documents that no remaining case needs."""
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


def _bound_doctypes(field: str) -> Iterable[str]:
    """The app's DocTypes that belong to what a field names, and hold something to erase."""
    for doctype in field_map.mapped_doctypes():
        meta = frappe.get_meta(doctype)
        is_bound = meta.has_field(field) and not meta.istable
        if is_bound and field_map.ending_of(doctype):
            yield doctype
