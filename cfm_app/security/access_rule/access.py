"""Who may see a case: the one rule, as a condition for lists and as a check of one document.

*Ordinary* cases are open to the office roles, within the part of the office in which a user works (`user_limits`).
A case of a *restricted* class is open to the people entrusted with it who hold the handler role of the class, and to
nobody else: whoever recorded it keeps number, date and state in a document of their own (`case_stubs`). Everything
that refers to a case follows the case.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import frappe

from cfm_app.base import batch_cache, consts, declarations, doctype_access
from cfm_app.base.settings import setting
from cfm_app.security.access_rule import own_types, registers, user_limits
from cfm_app.security.entitlement import entrusted_rows
from cfm_app.security.entitlement.absences import receivers_for
from cfm_app.security.entitlement.clearance import EVERYTHING, NOTHING, Clearance, of
from cfm_app.security.obligations import gate
from cfm_app.security.second_factor import step_up
from cfm_app.security.sql_conditions import exists, in_list, is_storable

_MEMBER = "Community Member"
_CASE_OF_ROW = "`tabCFM Conversation Case`.`cfm_case`"


# --- as a condition ---------------------------------------------------------------------------
def case_condition(user: str | None = None) -> str:
    """SQL for the rows of `tabCase` that a user may see; empty means all rows."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    parts = []
    if clearance.is_general:
        parts.append(_ordinary(clearance))
    if clearance.handled:
        parts.append(_entrusted_cases(clearance))
    if recorded := [case for case, user in _being_recorded() if user == clearance.user]:
        parts.append(f"`tabCase`.`name` in {in_list(recorded)}")
    return f"({' or '.join(parts)})" if parts else NOTHING


def linked_condition(doctype: str, user: str | None = None) -> str:
    """The condition for a DocType with a link `cfm_case`."""
    condition = case_condition(user)
    if condition in (EVERYTHING, NOTHING):
        return condition
    return exists("Case", "name", f"`tab{doctype}`.`cfm_case`", condition)


def own_type_condition(doctype: str, user: str | None = None) -> str:
    """The condition for a custom DocType about cases: records of no case, and those of visible cases."""
    condition = linked_condition(doctype, user)
    if condition == EVERYTHING:
        return condition
    return f"(coalesce(`tab{doctype}`.`{own_types.FIELD}`, '') = '' or {condition})"


def referral_condition(user: str | None = None) -> str:
    """Referrals of visible cases, and those sent to the user or to somebody whose deputy they are.

    A revoked referral is closed to its receiver, whether the sender revoked it or the person withdrew
    consent.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    receivers = in_list(receivers_for(clearance.user))
    reachable = exists("Case", "name", "`tabReferral`.`cfm_case`", _reachable(clearance))
    # Without a workflow there is no state, and nothing is revoked.
    state = "ifnull(`tabReferral`.`workflow_state`, '')"
    lasts = f"{state} != {frappe.db.escape(consts.REFERRAL_REVOKED)}"
    received = f"(`tabReferral`.`focal_point` in {receivers} and {lasts} and {reachable})"
    linked = linked_condition("Referral", user)
    # A condition that is never true would keep the database from using the index on receivers.
    return received if linked == NOTHING else f"({linked} or {received})"


def member_condition(user: str | None = None) -> str:
    """People, except those known only from restricted cases the user is not entrusted with.

    Whoever an ordinary case makes known stays so, also to users who do not see that case: a person who went out of
    their lists would tell them of a restricted one. Where the office asks for a reason first, whoever is entrusted
    opens them by giving one. A record that was merged into another one is as closed as that: it names the same person.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table = f"`tab{_MEMBER}`"
    merged = f"{table}.`merged_into`"
    into = _known_person(merged, user, clearance)
    own = _known_person(f"{table}.`name`", user, clearance)
    return f"({own} and (ifnull({merged}, '') = '' or {into}))"


def _known_person(name: str, user: str | None, clearance: Clearance) -> str:
    """Whether a user may know of the person whose name this SQL expression gives."""
    of_case = exists("Case", "community_member", name, case_condition(user))
    of_report = linked_condition("Sensitive Report", user)
    reported = exists("Sensitive Report", "community_member", name, of_report)
    openly = exists("Case", "community_member", name, _not_of("Case", clearance.hidden))
    if setting("identity_hours"):
        # Whoever is entrusted gives a reason, known as the person may be besides.
        openly = f"({openly} and not {reported})"
        reported = f"({reported} and {registers.opened_with_reason(name, clearance.user)})"
    unreported = f"not {exists('Sensitive Report', 'community_member', name, '1=1')}"
    left = registers.closed_by_erasure(_MEMBER, user, name)
    return f"(({unreported} and not {left}) or {of_case} or {openly} or {reported})"


def conversation_condition(user: str | None = None) -> str:
    """Ordinary conversations for whoever works on all cases; restricted ones for the people entrusted with them."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    parts = []
    if clearance.roles & consts.OFFICE_ROLES:
        parts.append(_ordinary_conversations(clearance))
    if clearance.handled:
        parts.append(_entrusted_conversations(clearance))
    return f"({' or '.join(parts)})" if parts else NOTHING


def _ordinary_conversations(clearance: Clearance) -> str:
    """Ordinary conversations, but those that led to cases outside the user's part of the office alone."""
    ordinary = _not_of(consts.CONVERSATION, clearance.hidden)
    if not user_limits.on_cases(clearance.user):
        return ordinary
    seen = exists("Case", "name", _CASE_OF_ROW, case_condition(clearance.user))
    with_case, with_seen = (_with_case(consts.CONVERSATION, each) for each in ("1=1", seen))
    return f"({ordinary} and (not {with_case} or {with_seen}))"


def message_condition(user: str | None = None) -> str:
    """Messages of visible conversations."""
    condition = conversation_condition(user)
    if condition in (EVERYTHING, NOTHING):
        return condition
    return exists(consts.CONVERSATION, "name", f"`tab{consts.MESSAGE}`.`conversation`", condition)


def call_condition(user: str | None = None) -> str:
    """Calls for whoever takes calls, except those that led to a case which is closed to the user.

    Whoever answered a call sees it too, under the same exception.
    """
    clearance = of(user)
    cases = case_condition(user)
    parts = [f"`tab{consts.CALL}`.`operator` = {frappe.db.escape(clearance.user)}"]
    if clearance.roles & consts.OFFICE_ROLES:
        parts = ["1=1"]
    elif clearance.handled:
        parts.append(
            _with_case(
                consts.CALL, exists("Case", "name", _CASE_OF_ROW, _entrusted_cases(clearance))
            )
        )
    closed = _with_case(consts.CALL, f"not {exists('Case', 'name', _CASE_OF_ROW, cases)}")
    return f"(({' or '.join(parts)}) and not {closed})"


def advice_condition(user: str | None = None) -> str:
    """Advice on a visible case, for whoever asked for it and whoever may give it.

    Managers give advice on ordinary cases, the people entrusted with it on a restricted one.
    """
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    table = f"`tab{consts.ADVICE}`"
    parts = [f"{table}.`asked_by` = {frappe.db.escape(clearance.user)}"]
    if consts.MANAGER in clearance.roles:
        parts.append("1=1")
    elif clearance.handled:
        entrusted = _entrusted_cases(clearance)
        parts.append(exists("Case", "name", f"{table}.`cfm_case`", entrusted))
    return f"(({' or '.join(parts)}) and {linked_condition(consts.ADVICE, user)})"


def improvement_condition(user: str | None = None) -> str:
    """Proposals of colleagues; one about a case, a conversation or a trend is as closed as that."""
    seen = (case_condition(user), conversation_condition(user))
    return registers.improvement_condition(user, seen, registers.trend_condition(user))


def review_condition(user: str | None = None) -> str:
    """Quality reviews of visible cases."""
    clearance = of(user)
    entrusted = _entrusted_cases(clearance) if clearance.handled else NOTHING
    return registers.review_condition(user, case_condition(user), entrusted)


def coaching_condition(user: str | None = None) -> str:
    """Coaching notes on visible cases."""
    return registers.coaching_condition(user, case_condition(user))


def request_condition(user: str | None = None) -> str:
    """Requests of persons, for users who may see their subjects or handle a part of them.

    A request about a case or conversation that became restricted is for the people entrusted with that.
    """
    open_conversations = _ordinary_conversations(of(user))
    seen = (member_condition(user), case_condition(user), open_conversations)
    handled = (part_condition(user), _of_entrusted(consts.PERSON_REQUEST, user))
    return registers.request_condition(user, [each or "1=1" for each in seen], handled)


def part_condition(user: str | None = None) -> str:
    """Parts of requests, for whoever is entrusted with the restricted case or conversation."""
    return _of_entrusted(consts.REQUEST_PART, user)


def _of_entrusted(doctype: str, user: str | None) -> str:
    """Documents that link to a restricted case or conversation entrusted to the user."""
    clearance = of(user)
    if not clearance.handled:
        return NOTHING
    table = f"`tab{doctype}`"
    cases, conversations = _entrusted_cases(clearance), _entrusted_conversations(clearance)
    of_case = exists("Case", "name", f"{table}.`cfm_case`", cases)
    written = exists(consts.CONVERSATION, "name", f"{table}.`conversation`", conversations)
    return f"({of_case} or {written})"


def _with_case(doctype: str, condition: str) -> str:
    """Calls or conversations that have a case which meets a condition."""
    kind = f"`tabCFM Conversation Case`.`parenttype` = '{doctype}'"
    name = f"`tab{doctype}`.`name`"
    return exists("CFM Conversation Case", "parent", name, f"{kind} and {condition}")


@batch_cache.cached_batch()
def condition_for(doctype: str, user: str | None = None) -> str:
    """The condition for any protected DocType.

    Users who still have something to sign or to learn see no identities; users who have to give a fresh
    code see no restricted reports.
    """
    if gate.closes(doctype, user) or step_up.closes(doctype, user):
        return NOTHING
    if of(user).is_unlimited:
        return EVERYTHING
    if doctype in doctype_access.OWNED:
        return registers.owned_condition(doctype, user)
    if own := _CONDITIONS.get(doctype) or declarations.access_condition(doctype):
        return own(user)
    if doctype not in doctype_access.PROTECTED and own_types.is_of_case(doctype):
        return own_type_condition(doctype, user)
    return linked_condition(doctype, user)


_CONDITIONS: dict[str, Callable[[str | None], str]] = {
    "Case": case_condition,
    "Referral": referral_condition,
    "Community Member": member_condition,
    consts.CONVERSATION: conversation_condition,
    consts.MESSAGE: message_condition,
    consts.CALL: call_condition,
    consts.ADVICE: advice_condition,
    consts.IMPROVEMENT: improvement_condition,
    consts.QUALITY_REVIEW: review_condition,
    consts.COACHING_NOTE: coaching_condition,
    consts.DATA_BREACH: registers.breach_condition,
    consts.READING_ALERT: registers.alert_condition,
    consts.DIFFICULT_CALL: registers.difficult_call_condition,
    consts.TREND_ALERT: registers.trend_condition,
    consts.PERSON_REQUEST: request_condition,
    consts.REQUEST_PART: part_condition,
}


def _ordinary(clearance: Clearance) -> str:
    """Ordinary cases in the user's part of the office."""
    ordinary = _not_of("Case", clearance.hidden)
    within = user_limits.cases_within(clearance.user)
    return f"({ordinary} and {within})" if within else ordinary


def _not_of(doctype: str, classes: Sequence[str]) -> str:
    """Documents of none of these classes."""
    if not classes:
        return "1=1"
    return f"coalesce(`tab{doctype}`.`sensitivity`, '') not in {in_list(classes)}"


def _entrusted_cases(clearance: Clearance) -> str:
    return _entrusted("Case", clearance, _of_cases(clearance.user), _of_cases)


def _entrusted_conversations(clearance: Clearance) -> str:
    own = _of_conversations(clearance.user)
    return _entrusted(consts.CONVERSATION, clearance, own, _of_conversations)


def _entrusted(doctype: str, clearance: Clearance, own: str, handled: Callable[[str], str]) -> str:
    """Documents entrusted to a user, and to the absent handlers whose deputy they are.

    `own` is the condition for the user; `handled` makes the condition for a handler.
    """
    sensitivity = f"`tab{doctype}`.`sensitivity`"
    parts = [f"({sensitivity} in {in_list(clearance.handled)} and {own})"]
    parts += [
        f"({sensitivity} = {frappe.db.escape(each)} and {handled(absent)})"
        for each, absent in clearance.absent_handlers
    ]
    return f"({' or '.join(parts)})"


def _of_cases(user: str) -> str:
    return f"`tabCase`.`name` in ({entrusted_rows.cases_of(user)})"


def _of_conversations(user: str) -> str:
    """Conversations entrusted to the user, by themselves or through a case that came of them."""
    name = f"`tab{consts.CONVERSATION}`.`name`"
    linked = f"select `parent` from `tabCFM Conversation Case` where `cfm_case` in ({entrusted_rows.cases_of(user)})"
    return f"({name} in ({entrusted_rows.documents_of(consts.CONVERSATION, user)}) or {name} in ({linked}))"


def _reachable(clearance: Clearance) -> str:
    """Cases whose referrals may reach the user: not restricted, or of a class that they handle."""
    return _not_of("Case", [name for name in clearance.hidden if name not in clearance.handled])


# --- of one document --------------------------------------------------------------------------
def may_see(doctype: str, name: str, user: str | None = None) -> bool:
    """Whether a user may see a stored protected document in full, by the condition for lists.

    One statement serves missing and closed documents, so the time of the answer does not tell them apart.
    """
    if of(user).is_unlimited:
        return True
    if not is_storable(name):
        return False
    table = f"`tab{doctype}`"
    condition = (condition_for(doctype, user) or "1=1").replace("%", "%%")
    statement = f"select 1 from {table} where {table}.`name` = %s and {condition}"
    return bool(frappe.db.sql(statement, (name,)))


def may_see_case(name: str, user: str | None = None) -> bool:
    """Whether a user may see a stored case."""
    return may_see("Case", name, user)


@contextmanager
def recording(case: str) -> Iterator[None]:
    """Lets the user complete the consent and state of a case that they are just recording."""
    entry = (case, frappe.session.user)
    _being_recorded().add(entry)
    try:
        yield
    finally:
        _being_recorded().discard(entry)


def _being_recorded() -> set[tuple[str, str]]:
    """Pairs of a case and the user who is recording it."""
    return frappe.flags.setdefault("cfm_being_recorded", set())
