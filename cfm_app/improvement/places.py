"""Where a proposal was made, as far as others may be told."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import frappe

from cfm_app import consts
from cfm_app.privacy import access

# Pages of the app that show one case, and what their address calls it.
OF_CASES = {"/cfm/case": "name", "/cfm/consent": "case", "/cfm/case-code": "case"}
INBOX = "/cfm/inbox"
# What belongs to a case and names it.
OF_A_CASE = ("Referral", "Consent", "Sensitive Report")
_APP_PAGE = re.compile(r"/cfm/[a-z-]+")
_DESK_PAGE = re.compile(r"/(?:app|desk)/([a-z0-9-]+)(?:/([^/]+))?")
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

    A case or a conversation is named if the user may see it: whoever may not does not read the
    proposal then. What the office is made of is named as such; of everything else the page alone.
    """
    parts = urlsplit(address[:LONGEST])
    if match := _DESK_PAGE.fullmatch(parts.path):
        return _of_desk(match.group(1), match.group(2))
    if not _APP_PAGE.fullmatch(parts.path):
        return Place()
    if parts.path == INBOX:
        return Place(parts.path, conversation=_open(consts.CONVERSATION, parts.fragment))
    key = OF_CASES.get(parts.path)
    named = parse_qs(parts.query).get(key, [""])[0] if key else ""
    return Place(parts.path, cfm_case=_open("Case", named))


def of_record(doctype: str, name: str) -> tuple[str, str] | None:
    """A record that the office is made of, if it is there and the user may read it."""
    if doctype not in consts.OPEN or not name or not frappe.db.exists(doctype, name):
        return None
    return (doctype, name) if frappe.has_permission(doctype, "read", doc=name) else None


def _of_desk(slug: str, name: str | None) -> Place:
    doctype = next((each for each in _told() if _slug(each) == slug), None)
    page = f"/app/{slug}" if doctype else "/app"
    if not doctype or not name:
        return Place(page)
    if doctype == "Case":
        return Place(page, cfm_case=_open("Case", name))
    if doctype == consts.CONVERSATION:
        return Place(page, conversation=_open(doctype, name))
    if doctype in OF_A_CASE:
        seen = _open(doctype, name)
        of_it = frappe.db.get_value(doctype, seen, "cfm_case") if seen else ""
        return Place(page, cfm_case=_open("Case", of_it or ""))
    found = of_record(doctype, name)
    return Place(page, ref_doctype=found[0], ref_name=found[1]) if found else Place(page)


def _told() -> tuple[str, ...]:
    """The DocTypes whose lists a proposal may name."""
    return (*consts.PROTECTED, *sorted(consts.OPEN))


def _slug(doctype: str) -> str:
    return doctype.lower().replace(" ", "-")


def _open(doctype: str, name: str) -> str | None:
    return name if name and access.may_see(doctype, name) else None
