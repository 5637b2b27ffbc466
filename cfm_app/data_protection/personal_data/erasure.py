"""Erases personal data: names, words and numbers go, what is counted stays.

A document remains a row with its number, dates, state, class and counted fields; the fields that the map
of personal data (`field_map`) names are emptied. What is attached goes: comments, histories, files with
their bytes, mails, notices, search data. The log of readings keeps its lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.cases.search import fulltext, index
from cfm_app.data_protection.personal_data import (
    compaction,
    erasure_left,
    erasure_list,
    erasure_search,
    erasure_traces,
    field_map,
    holds,
    redactions,
)
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.data_protection.personal_data.redactions import Redacted

# Kept up with what it is about.
FOLLOWS = (fulltext.DOCTYPE,)
Documents = dict[str, list[str]]
"""Names by DocType."""


@dataclass(frozen=True)
class Erased:
    """The result of an erasure: its line in the register, and how much was erased."""

    name: str
    documents: int
    files: int


@dataclass(frozen=True)
class Plan:
    """One erasure: its subject, everything that goes with it, the rule, and who asked."""

    doctype: str
    name: str
    documents: Documents
    ground: str
    """The rule or the number of the request, never words about somebody."""
    line: str | None = None
    """The line of the register that asked for it, if there is one."""
    is_of_retention: bool = False
    """Whether texts stay that somebody redacted by hand; what a person asks for goes whole."""


def erase(held: Sequence[Held], *, ground: str, line: str | None = None) -> Erased:
    """Erase documents and what is attached to them. Returns the result.

    `held` begins with the subject: a person or a case. `ground` and `line` are those of a `Plan`. Throws
    `holds.HeldBack` for a legal hold, and then erases nothing.
    """
    return erase_all([plan_of(held, ground, line)])[0]


def plan_of(held: Sequence[Held], ground: str, line: str | None = None) -> Plan:
    """The erasure of documents and what is attached to them; `held` begins with the subject."""
    if not held:
        frappe.throw(_("There is nothing to erase."))
    documents = _by_doctype((each.doctype, each.name) for each in held)
    return Plan(held[0].doctype, held[0].name, documents, ground, line)


def erase_all(plans: Sequence[Plan]) -> list[Erased]:
    """Carry out several erasures at once; files are reported with the first one."""
    documents: Documents = {}
    for plan in plans:
        for doctype, names in plan.documents.items():
            documents.setdefault(doctype, []).extend(names)
    holds.refuse_held(documents)
    classes = _classes(documents.get("Case", []))
    left = erasure_left.of(documents)
    redacted = _redacted(plans)
    digests = remove(documents, redacted)
    lines = [
        erasure_list.Line(
            plan.doctype,
            plan.name,
            plan.documents,
            plan.ground,
            left.pop((plan.doctype, plan.name), None) or classes.get(plan.name),
            [] if at else digests,
            plan.line,
            [each for each, _text in redacted if _is_of(plan, each)],
        )
        for at, plan in enumerate(plans)
    ]
    lines += [
        erasure_list.Line(*place, {}, plans[0].ground, sensitivity, [])
        for place, sensitivity in left.items()
    ]
    names = erasure_list.enter(lines)
    compaction.want()
    frappe.db.after_commit.add(lambda: erasure_list.write(names))
    return [
        Erased(name, line.document_count, len(line.files))
        for name, line in zip(names[: len(plans)], lines[: len(plans)], strict=True)
    ]


def remove(documents: Documents, redacted: Redacted = ()) -> list[str]:
    """Erase documents without an entry in the register, except for redacted texts.

    Returns the digests of the files whose bytes go.
    """
    hanging = _by_doctype(
        place
        for doctype, names in documents.items()
        for place in erasure_traces.of_documents(doctype, names)
    )
    numbers = (name for names in documents.values() for name in names)
    for doctype, name in erasure_traces.quoting(numbers):
        hanging.setdefault(doctype, []).append(name)
    _add_attached(documents, hanging)
    digests: list[str] = []
    for doctype, names in documents.items():
        if doctype not in FOLLOWS:
            digests += erasure_traces.forget(doctype, _present(doctype, names))
    for doctype, names in hanging.items():
        digests += erasure_traces.forget(doctype, sorted(set(names)))
    for found in (documents, hanging):
        erasure_search.forget(found)
    redactions.write(redacted)
    _follow_search(documents)
    return digests


def _redacted(plans: Sequence[Plan]) -> Redacted:
    wanted = [plan for plan in plans if plan.is_of_retention]
    return redactions.what_stays(
        each for plan in wanted for each in redactions.of_documents(plan.documents)
    )


def _is_of(plan: Plan, redaction: redactions.Redaction) -> bool:
    place = redaction.place
    return plan.is_of_retention and place.ref_name in plan.documents.get(place.ref_doctype, ())


def _present(doctype: str, names: list[str]) -> list[str]:
    if not frappe.db.exists("DocType", doctype):
        return []
    found: list[str] = []
    for some in erasure_traces.chunks(names):
        found += frappe.get_all(
            doctype, filters={"name": ["in", some]}, pluck="name", order_by="name asc"
        )
    return found


def _add_attached(documents: Documents, hanging: Documents) -> None:
    """Add the files whose URL stands in a field of a document."""
    for doctype, names in documents.items():
        if not frappe.db.exists("DocType", doctype):
            continue
        for df in field_map.values_of(doctype):
            if df.fieldtype not in ("Attach", "Attach Image"):
                continue
            urls = frappe.get_all(
                doctype,
                filters={"name": ["in", names], df.fieldname: ["is", "set"]},
                pluck=df.fieldname,
                order_by="name asc",
            )
            if not urls:
                # Files without an address are the folders of all others.
                continue
            files = {"file_url": ["in", urls], "is_folder": 0}
            found = frappe.get_all("File", filters=files, pluck="name", order_by="name asc")
            hanging.setdefault("File", []).extend(found)


def _follow_search(documents: Documents) -> None:
    for doctype in index.FIELDS:
        for some in erasure_traces.chunks(documents.get(doctype, [])):
            index.refresh(doctype, some)


def _classes(cases: list[str]) -> dict[str, str]:
    rows: list[Any] = []
    for some in erasure_traces.chunks(cases):
        rows += frappe.get_all("Case", {"name": ["in", some]}, ["name", "sensitivity"])
    return {row.name: row.sensitivity for row in rows}


def _by_doctype(places: Iterable[tuple[str, str]]) -> Documents:
    found: dict[str, list[str]] = defaultdict(list)
    for doctype, name in places:
        if name not in found[doctype]:
            found[doctype].append(name)
    return dict(found)
