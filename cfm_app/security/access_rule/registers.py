"""List conditions of the registers, and of documents that belong to their creator."""

from collections.abc import Sequence

import frappe
from frappe.model.document import Document
from frappe.permissions import get_user_permissions
from frappe.utils import now_datetime

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import user_limits
from cfm_app.security.entitlement.clearance import EVERYTHING, NOTHING, of
from cfm_app.security.sql_conditions import exists, in_list

# The fields with the subject of a request.
ABOUT = (
    ("community_member", "Community Member"),
    ("cfm_case", "Case"),
    ("conversation", consts.CONVERSATION),
)
# The lines of the log that an inquiry about a user leaves.
INQUIRY = "Inquiry"
# How Frappe's export log writes an export without filters.
NO_FILTERS = ("", "[]", "{}", "None", "null")
# The roles that see trends of ordinary cases, and the fields with their branch.
TREND_READERS = frozenset((consts.MANAGER, consts.AAP))
TREND_DIMENSIONS = {
    "category": "Case Category",
    "location": "CFM Location",
    "channel": "CFM Channel",
    "programme": "CFM Programme",
}


def closed_by_erasure(doctype: str, user: str | None = None, name: str = "") -> str:
    """Whether a document is what an erasure left of a restricted class that the user does not handle.

    `name` is an SQL expression for its name where that is in another table. After an erasure, only the
    register of erasures still says that it was closed.
    """
    clearance = of(user)
    closed = [each for each in clearance.hidden if each not in clearance.handled]
    if not closed:
        return NOTHING
    kind = f"`tabCFM Erasure`.`ref_doctype` = {frappe.db.escape(doctype)}"
    classes = f"`tabCFM Erasure`.`sensitivity` in {in_list(closed)}"
    column = name or f"`tab{doctype}`.`name`"
    return exists("CFM Erasure", "ref_name", column, f"{kind} and {classes}")


def opened_with_reason(name: str, user: str) -> str:
    """Whether the user recently gave a reason for opening the person whose name this expression gives."""
    table, now = f"`tab{consts.IDENTITY_OPENING}`", frappe.db.escape(str(now_datetime()))
    own = f"{table}.`user` = {frappe.db.escape(user)} and {table}.`open_until` > {now}"
    return exists(consts.IDENTITY_OPENING, "community_member", name, own)


def reading_of_restricted(user: str | None = None) -> str:
    """Whether a line of the log reveals a restricted case: a handler of its class read its person.

    The user may see the person through another case; that a handler looked at them would reveal this one.
    """
    clearance = of(user)
    closed = [each for each in clearance.hidden if each not in clearance.handled]
    if not closed:
        return NOTHING
    log = f"`tab{doctype_access.LOG_OF_LISTS}`"
    holds = f"`tabHas Role`.`parenttype` = 'User' and `tabHas Role`.`parent` = {log}.`user`"
    handles = (
        f"exists (select 1 from `tabHas Role` join `tabCase Sensitivity`"
        f" on `tabCase Sensitivity`.`handler_role` = `tabHas Role`.`role` where {holds}"
        f" and `tabCase Sensitivity`.`name` = `tabSensitive Report`.`sensitivity`)"
    )
    within = f"`tabSensitive Report`.`sensitivity` in {in_list(closed)} and {handles}"
    reported = exists("Sensitive Report", "community_member", f"{log}.`ref_name`", within)
    return f"({log}.`ref_doctype` = 'Community Member' and {reported})"


def tells_of_restricted(line: str | None, user: str) -> bool:
    """The same for one stored line."""
    found = frappe.db.sql(
        f"select 1 from `tab{doctype_access.LOG_OF_LISTS}` where `name` = %s and"
        f" {reading_of_restricted(user).replace('%', '%%')}",
        (line or "",),
    )
    return bool(found)


def inquiry_about(user: str | None = None) -> str:
    """Whether a line of the log says that somebody inquires about the user themselves."""
    log, own = f"`tab{doctype_access.LOG_OF_LISTS}`", frappe.db.escape(of(user).user)
    is_inquiry = f"coalesce({log}.`action`, '') = '{INQUIRY}'"
    return f"({is_inquiry} and coalesce({log}.`ref_name`, '') = {own})"


def is_inquiry_about(line: Document, user: str) -> bool:
    """The same for one line."""
    return line.get("action") == INQUIRY and line.get("ref_name") == user


def typed_condition(user: str | None = None) -> str:
    """Lines of Frappe's export log without words that somebody else typed as a filter."""
    log, own = (
        f"`tab{doctype_access.LOG_OF_EXPORTS}`",
        frappe.db.escape(user or frappe.session.user),
    )
    return f"(coalesce({log}.`filters`, '') in {in_list(NO_FILTERS)} or {log}.`user` = {own})"


def holds_words_of_others(line: Document, user: str) -> bool:
    """The same for one line: whoever looks for a person in an export types their name."""
    return (line.get("filters") or "") not in NO_FILTERS and line.get("user") != user


def breach_condition(user: str | None = None) -> str:
    """The register of breaches: for data protection and managers, except for breaches about themselves."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    if not clearance.roles & {consts.DATA_PROTECTION, consts.MANAGER}:
        return NOTHING
    mine = frappe.db.escape(clearance.user)
    return f"ifnull(`tab{consts.DATA_BREACH}`.`concerns`, '') != {mine}"


def alert_condition(user: str | None = None) -> str:
    """Reading alerts: for data protection; managers see those about data protection itself."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    reader = f"`tab{consts.READING_ALERT}`.`reader`"
    of_others = f"{reader} != {frappe.db.escape(clearance.user)}"
    if consts.DATA_PROTECTION in clearance.roles:
        return of_others
    if consts.MANAGER not in clearance.roles:
        return NOTHING
    guardians = f"`role` = {frappe.db.escape(consts.DATA_PROTECTION)} and `parenttype` = 'User'"
    return f"({of_others} and {reader} in (select `parent` from `tabHas Role` where {guardians}))"


def difficult_call_condition(user: str | None = None) -> str:
    """Difficult calls: for whoever had them, and for the managers who look after them."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    if consts.MANAGER in clearance.roles:
        return "1=1"
    return f"`tab{consts.DIFFICULT_CALL}`.`user` = {frappe.db.escape(clearance.user)}"


def improvement_condition(user: str | None, seen: Sequence[str], trends: str) -> str:
    """Proposals about nothing in particular, or about what the user sees.

    `seen` are the conditions of visible cases and conversations, `trends` that of visible trends.
    """
    if of(user).is_unlimited:
        return EVERYTHING
    table = f"`tab{consts.IMPROVEMENT}`"
    hangs_on = (("cfm_case", "Case"), ("conversation", consts.CONVERSATION))
    parts = [
        f"(ifnull({table}.`{field}`, '') = '' or {exists(doctype, 'name', f'{table}.`{field}`', condition or '1=1')})"
        for (field, doctype), condition in zip(hangs_on, seen, strict=True)
    ]
    trend = exists(consts.TREND_ALERT, "name", f"{table}.`ref_name`", trends or "1=1")
    is_of_none = f"ifnull({table}.`ref_doctype`, '') != {frappe.db.escape(consts.TREND_ALERT)}"
    parts.append(f"({is_of_none} or {trend})")
    return f"({' and '.join(parts)})"


def review_condition(user: str | None, seen: str, entrusted: str) -> str:
    """Quality reviews: for reviewers, for managers, and for the people entrusted with the case.

    Neither the recorder nor whoever still has to review a case reads what others found. `seen` is the
    condition of visible cases, `entrusted` that of restricted cases entrusted to the user.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table, mine = f"`tab{consts.QUALITY_REVIEW}`", frappe.db.escape(clearance.user)
    own = f"{table}.`looker` = {mine}"
    case = f"{table}.`cfm_case`"
    is_theirs = [own, exists("Case", "name", case, entrusted)]
    if consts.MANAGER in clearance.roles:
        is_theirs = ["1=1"]
    owed = (
        f"exists (select 1 from {table} as `owed` where `owed`.`cfm_case` = {case}"
        f" and `owed`.`looker` = {mine} and `owed`.`looked_on` is null)"
    )
    is_unbiased = f"ifnull({table}.`person`, '') != {mine} and ({own} or not {owed})"
    visible = exists("Case", "name", case, seen or "1=1")
    return f"(({' or '.join(is_theirs)}) and {is_unbiased} and {visible})"


def coaching_condition(user: str | None, seen: str) -> str:
    """Coaching notes: for their addressee, their author, and managers. `seen` is the condition of visible cases."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table, mine = f"`tab{consts.COACHING_NOTE}`", frappe.db.escape(clearance.user)
    is_theirs = f"({table}.`person` = {mine} or {table}.`written_by` = {mine})"
    if consts.MANAGER in clearance.roles:
        is_theirs = "1=1"
    return f"({is_theirs} and {exists('Case', 'name', f'{table}.`cfm_case`', seen or '1=1')})"


def trend_condition(user: str | None = None) -> str:
    """Trends of ordinary cases for managers and accountability, within their user permissions.

    Trends of a restricted class are for its handlers alone.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table, parts = f"`tab{consts.TREND_ALERT}`", []
    sensitivity = f"coalesce({table}.`sensitivity`, '')"
    if clearance.roles & TREND_READERS and not _is_limited_otherwise(clearance.user):
        hidden = (
            f" and {sensitivity} not in {in_list(clearance.hidden)}" if clearance.hidden else ""
        )
        parts.append(f"(1=1{hidden})")
    if clearance.handled:
        parts.append(f"{sensitivity} in {in_list(clearance.handled)}")
    if not parts:
        return NOTHING
    within = [
        f" and {table}.`{field}` in {in_list(names)}"
        for field, names in _permitted_branches(clearance.user).items()
    ]
    return f"(({' or '.join(parts)}){''.join(within)})"


def _is_limited_otherwise(user: str) -> bool:
    """Whether an account is limited by what no trend names: any trend may count cases of others."""
    links = {field.fieldname: field.options for field in frappe.get_meta("Case").get_link_fields()}
    kinds = {links.get(field) for field in user_limits.on_cases(user)}
    return not kinds <= set(TREND_DIMENSIONS.values())


def _permitted_branches(user: str) -> dict[str, list[str]]:
    """The branches that user permissions allow, by dimension: a trend beyond them counts cases of others."""
    permissions = get_user_permissions(user)
    found = {}
    for field, doctype in TREND_DIMENSIONS.items():
        names = [
            str(entry.get("doc"))
            for entry in permissions.get(doctype) or []
            if entry.get("applicable_for") in (None, "", "Case", consts.TREND_ALERT)
        ]
        if names:
            found[field] = names
    return found


def request_condition(user: str | None, seen: Sequence[str], handled: tuple[str, str]) -> str:
    """Requests of persons, for data protection, managers and whoever entered one, if they see its subject.

    Whoever handles a part of a request, or all of it, sees it as well. `seen` are the conditions of
    visible persons, cases and conversations, `handled` those of parts and requests.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table = f"`tab{consts.PERSON_REQUEST}`"
    known = " and ".join(
        f"(ifnull({table}.`{field}`, '') = '' or {exists(doctype, 'name', f'{table}.`{field}`', condition)})"
        for (field, doctype), condition in zip(ABOUT, seen, strict=True)
    )
    is_general = clearance.roles & {consts.DATA_PROTECTION, consts.MANAGER}
    taken = "1=1" if is_general else f"{table}.`registered_by` = {frappe.db.escape(clearance.user)}"
    part, whole = handled
    has_part = exists(consts.REQUEST_PART, "request", f"{table}.`name`", part)
    left = closed_by_erasure(consts.PERSON_REQUEST, user)
    return f"(({taken} and {known} and not {left}) or {has_part} or {whole})"


def task_condition(user: str | None = None) -> str:
    """Tasks on a document, and other tasks that the user has or gave: their words may name anything."""
    own = " or ".join(
        f"`tabToDo`.`{field}` = {frappe.db.escape(of(user).user)}"
        for field in ("allocated_to", "assigned_by", "owner")
    )
    return f"(coalesce(`tabToDo`.`reference_name`, '') != '' or {own})"


def owned_condition(doctype: str, user: str | None = None) -> str:
    """Documents of the user's own, whatever permissions are given on their DocType."""
    if of(user).is_unlimited:
        return EVERYTHING
    return f"`tab{doctype}`.`owner` = {frappe.db.escape(of(user).user)}"
