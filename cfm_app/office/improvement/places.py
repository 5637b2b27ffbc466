"""Where a proposal was made, as far as others may know."""

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance

_APP_PAGE = re.compile(r"/cfm/[a-z-]+")
_DESK_PAGE = re.compile(r"/(?:app|desk)/([A-Za-z0-9 -]+)(?:/([^/]+))?")
LONGEST = 1000


@dataclass(frozen=True)
class Place:
    """The page, without what its address says of persons, and what the proposal hangs on."""

    page: str = ""
    cfm_case: str | None = None
    conversation: str | None = None
    ref_doctype: str | None = None
    ref_name: str | None = None


def of_address(address: str) -> Place:
    """The place that an address of this site shows: path, query and what follows the "#".

    What it names of cases, conversations and trends is named if the user may see it: whoever may not does not read
    the proposal then. What the office is made of is named as such; of everything else the page alone.
    """
    parts = urlsplit(address[:LONGEST])
    path = unquote(parts.path).rstrip("/")
    words = [*path.split("/"), *(value for _key, value in parse_qsl(parts.query)), parts.fragment]
    about = _about(list(dict.fromkeys(unquote(word) for word in words if word)))
    if match := _DESK_PAGE.fullmatch(path):
        return _of_desk(match.group(1), match.group(2), about)
    return replace(about, page=path) if _APP_PAGE.fullmatch(path) else about


def _about(names: list[str]) -> Place:
    """What the first of some names belongs to that is one of a case, a conversation or a trend."""
    for name in names:
        for doctype in _kinds():
            if not _open(doctype, name):
                continue
            if doctype == consts.CONVERSATION:
                return Place(conversation=name)
            if doctype == consts.TREND_ALERT:
                return Place(ref_doctype=doctype, ref_name=name)
            of_it = name if doctype == "Case" else frappe.db.get_value(doctype, name, "cfm_case")
            if case := _open("Case", of_it or ""):
                return Place(cfm_case=case)
    return Place()


def _kinds() -> list[str]:
    """What is of a case, of a conversation, or a trend."""
    of_cases = [
        each for each in doctype_access.PROTECTED if frappe.get_meta(each).has_field("cfm_case")
    ]
    return ["Case", consts.CONVERSATION, consts.TREND_ALERT, *of_cases]


def is_restricted(address: str) -> bool:
    """Whether an address shows something of a restricted class."""
    found = of_address(address)
    kinds = (
        ("Case", found.cfm_case),
        (consts.CONVERSATION, found.conversation),
        (consts.TREND_ALERT, found.ref_name if found.ref_doctype == consts.TREND_ALERT else None),
    )
    return any(
        clearance.is_restricted(frappe.db.get_value(doctype, name, "sensitivity"))
        for doctype, name in kinds
        if name
    )


def of_record(doctype: str, name: str) -> tuple[str, str] | None:
    """A record that the office is made of, if it is there and the user may read it."""
    if doctype not in doctype_access.OPEN or not name or not frappe.db.exists(doctype, name):
        return None
    return (doctype, name) if frappe.has_permission(doctype, "read", doc=name) else None


def _of_desk(slug: str, name: str | None, about: Place) -> Place:
    doctype = next((each for each in _nameable_doctypes() if _slug(each) == slug.lower()), None)
    page = f"/app/{_slug(doctype)}" if doctype else "/app"
    found = of_record(doctype, name) if doctype and name else None
    if found and about == Place():
        return Place(page, ref_doctype=found[0], ref_name=found[1])
    return replace(about, page=page)


def _nameable_doctypes() -> tuple[str, ...]:
    """The DocTypes whose lists a proposal may name."""
    return (*doctype_access.PROTECTED, *sorted(doctype_access.OPEN))


def _slug(doctype: str) -> str:
    return doctype.lower().replace(" ", "-")


def _open(doctype: str, name: str) -> str | None:
    return name if name and access.may_see(doctype, name) else None
