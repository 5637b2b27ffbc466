"""The acts on a case that are open to the user, and the next sensible one."""

from typing import Any

import frappe
from frappe import _
from frappe.model import workflow
from frappe.model.document import Document
from frappe.utils import format_datetime, get_datetime, get_fullname, getdate, now_datetime

from cfm_app.base import consts
from cfm_app.cases import (
    answer_referral,
    assignment,
    close,
    contact_attempts,
    duplicates,
    evidence,
    refer,
)
from cfm_app.exchange.agencies import outgoing
from cfm_app.procedures.sop import classification, phases, routing
from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.entitlement.handlers import holders
from cfm_app.security.lawful_basis import consent
from cfm_app.security.persons import processing_restriction
from cfm_app.security.sealing import circle
from cfm_app.web.pages import call_backs, form_choices
from cfm_app.web.pages.case.view import CasePage, receiver_of, what_to_say
from cfm_app.web.pages.time_left import words

WORKING = (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS, consts.PHASE_PAUSED)
# Acts that are closed for a person who refused to be recorded: they store words or promise something.
NOT_WITHOUT_RECORD = ("note", "refer", "more_time", "contact", "reclassify", "reopen")
# Acts of steps that are done with the resolution.
DONE_BY_RESOLVING = ("Resolve", "Answer or refer")
REACHABLE = (consts.PHASE_IN_PROGRESS, consts.PHASE_PAUSED, consts.PHASE_RESOLVED)


def available(shown: CasePage) -> dict[str, Any]:
    """The open acts by kind, and which comes first; empty for users who only read."""
    case = shown.case
    if not case.has_permission("write") or processing_restriction.is_closed("Case", case.name):
        return {"first": "", "kinds": {}, "moves": []}
    kinds: dict[str, str] = {}
    moves = []
    for row in workflow.get_transitions(case):
        kind = _kind(shown, row)
        if kind == "move":
            moves.append({"action": row["action"], "label": _(row["action"])})
        elif kind:
            kinds.setdefault(kind, _(row["action"]))
    if case.phase in REACHABLE and not shown.refuses_calls:
        kinds.setdefault("contact", _("Record a contact"))
    if case.workflow_state == evidence.referred_state():
        kinds.setdefault("refer", _("Refer to somebody else, too"))
    if _late_and_not_asked(shown):
        kinds["ask"] = _("Ask how far it is")
    if case.phase in WORKING:
        kinds["more_time"] = _("Ask for more time")
    if case.phase != consts.PHASE_CLOSED:
        kinds["advice"] = _("Ask for advice")
        kinds["note"] = _("Write a note")
        kinds["reclassify"] = _("Change the sensitivity")
        kinds |= _handing_on(shown)
    # A person may change their mind after the case is over, too.
    if _withdrawable(case.name):
        kinds["withdraw"] = _("Withdraw the consent")
    if shown.is_unrecorded:
        kinds = {kind: label for kind, label in kinds.items() if kind not in NOT_WITHOUT_RECORD}
        if close.way_of_unrecorded(case):
            # All that closing passes through is done with it.
            kinds = {"close": _("Close the case"), **kinds}
            kinds.pop("resolve", None)
            return {"first": "close", "kinds": kinds, "moves": []}
    return {"first": _first(shown, kinds, moves), "kinds": kinds, "moves": moves}


def _handing_on(shown: CasePage) -> dict[str, str]:
    """An ordinary case goes from hand to hand; a restricted one has its handlers."""
    if shown.report:
        return {}
    found = {"assign": _("Entrust to a colleague")}
    is_own = shown.case.get(assignment.FIELD) == frappe.session.user
    return found | {"give_back": _("Give back")} if is_own else found


def _kind(shown: CasePage, row: Any) -> str:
    """Whether a workflow action needs a form of its own, or just a click."""
    case, target = shown.case, row["next_state"]
    phase = phases.phase_of(target, case.phase)
    if target == duplicates.duplicate_state():
        return "duplicate"
    if target == contact_attempts.unreachable_state():
        return "give_up" if contact_attempts.are_exhausted(case) else ""
    if target == evidence.referred_state():
        return "refer"
    if phases.has_reached(case.phase, consts.PHASE_RESOLVED) and phase in WORKING:
        return "reopen"
    if phase == consts.PHASE_INFORMED and case.phase != consts.PHASE_INFORMED:
        return "answer" if case.phase == consts.PHASE_NEW else "contact"
    if phase == consts.PHASE_RESOLVED and case.phase in WORKING:
        return "resolve"
    if phase == consts.PHASE_CLOSED:
        return "close" if close.is_loop_closed(case) else ""
    return "move"


def _first(shown: CasePage, kinds: dict[str, str], moves: list[dict[str, str]]) -> str:
    """The act that takes the case further; empty while somebody else has to act."""
    phase = shown.case.phase
    if phase == consts.PHASE_INFORMED:
        wanted = ["close"]
    elif phase == consts.PHASE_RESOLVED:
        is_over = shown.refuses_calls or contact_attempts.are_exhausted(shown.case)
        wanted = ["close", "give_up"] if is_over else ["contact", "close"]
    elif shown.returned:
        return "send_again"
    elif shown.pending:
        return "ask" if "ask" in kinds else ""
    elif shown.newest_answer:
        wanted = ["resolve", "contact"]
    elif phase == consts.PHASE_NEW:
        wanted = ["move", "answer"]
    else:
        may_share = _shares(shown) and not shown.referrals
        wanted = ["refer", "resolve", "move"] if may_share else ["resolve", "move", "contact"]
    first = next((kind for kind in wanted if kind in kinds or (kind == "move" and moves)), "")
    steps = _before_resolving(shown) if first == "resolve" else []
    if not steps:
        return first
    # The act that a step is about, else the step itself: it is ticked by who did it.
    is_to_refer = "refer" in kinds and any(row.act == "Refer" for row in steps)
    return "refer" if is_to_refer else "steps"


def _before_resolving(shown: CasePage) -> list[Document]:
    """The steps that must be done before resolving, except those that resolving does itself."""
    steps = phases.steps_before(shown.case, consts.PHASE_RESOLVED)
    return [row for row in steps if row.act not in DONE_BY_RESOLVING]


def _late_and_not_asked(shown: CasePage) -> list[Document]:
    """Late referrals to others for whose progress nobody has asked today."""
    now = now_datetime()
    return [
        each
        for each in shown.pending
        if each.due_on
        and get_datetime(each.due_on) < now
        and not answer_referral.is_receiver(each)
        and not (each.last_asked_on and getdate(each.last_asked_on) == now.date())
    ]


def _shares(shown: CasePage) -> bool:
    is_agreed = bool(consent.granting_consent(shown.case.name, consts.SHARE_INSIDE))
    return is_agreed and not shown.report


def choices(shown: CasePage, acts: dict[str, Any]) -> dict[str, Any]:
    """The choices and proposed values of the forms."""
    found: dict[str, Any] = {"say": what_to_say(shown), "answer": shown.newest_answer}
    kinds = acts["kinds"]
    if "refer" in kinds:
        found |= _to_refer(shown)
    if "contact" in kinds:
        found |= _to_contact(shown)
    found["late"] = [
        {"name": each.name, "receiver": receiver_of(each), "due": words(each.due_on)["text"]}
        for each in _late_and_not_asked(shown)
    ]
    if "reclassify" in kinds:
        found["classes"] = [
            {"value": name, "label": _(name)}
            for name in frappe.get_all("Case Sensitivity", pluck="name", order_by="name asc")
            if name != shown.case.sensitivity
        ]
        found["categories"] = _named("Case Category", is_group=0)
        found["category"] = shown.get("category")
    if "assign" in kinds:
        found["colleagues"] = _colleagues(shown)
    if "withdraw" in kinds:
        found["withdrawable"] = _withdrawable(shown.case.name)
    if acts["first"] == "steps":
        found["before"] = _(_before_resolving(shown)[0].step_title or "")
    found["meanwhile"] = _(_ticked_by_hand(shown))
    found["received_via"] = form_choices.options("Referral", "received_via")
    return found


def _ticked_by_hand(shown: CasePage) -> str:
    """The title of the first open step that no act does."""
    rows = [] if shown.is_unrecorded else shown.case.get("sop_steps") or []
    return next((row.step_title for row in rows if not row.done and not row.act), "")


def _withdrawable(case: str) -> list[dict[str, Any]]:
    """Consents with a grant, newest first, each with the referrals that depend on it."""
    found = []
    for name in frappe.get_list(
        "Consent",
        filters={"cfm_case": case, "workflow_state": consts.CONSENT_DECIDED},
        pluck="name",
        order_by="creation desc",
    ):
        doc = frappe.get_doc("Consent", name)
        granted = [
            {"value": row.name, "label": " · ".join(filter(None, (_(row.purpose), row.partner)))}
            for row in doc.purposes
            if row.decision == "Granted"
        ]
        if granted and doc.has_permission("write"):
            day = format_datetime(doc.decided_on, "d MMM y")
            resting = {"consent": name, "workflow_state": ["in", list(consts.REFERRALS_PENDING)]}
            count = len(frappe.get_list("Referral", filters=resting, pluck="name"))
            found.append({"name": name, "day": day, "purposes": granted, "referrals": count})
    return found


def _colleagues(shown: CasePage) -> list[dict[str, str]]:
    """Who else may have the case, by name."""
    others = [user for user in assignment.there() if user != shown.case.get(assignment.FIELD)]
    rows = frappe.get_all(
        "User", {"name": ["in", others or [""]]}, ["name", "full_name"], order_by="full_name asc"
    )
    return [{"value": row.name, "label": row.full_name or row.name} for row in rows]


def _to_refer(shown: CasePage) -> dict[str, Any]:
    case = shown.case
    sop = frappe.get_cached_doc("CFM SOP", case.sop) if case.sop else None
    area = classification.inherited(shown.get("category"), "functional_area")
    area = area or (sop.functional_area if sop else None)
    location = shown.get("location")
    receiver = routing.receiver(sop, area, location, case.sensitivity)
    return {
        "areas": _named("CFM Functional Area"),
        "area": area,
        "partners": _named("CFM Partner"),
        "reached": outgoing.reached(case.name),
        "receiver": get_fullname(receiver) if receiver else "",
        "is_restricted": bool(shown.report),
        "is_sealed": _is_sealed(shown),
        "receivers": _handlers(shown) if shown.report else [],
        "summary": refer.proposed_summary(
            shown.get("category"), _shareable(shown), refer.names_of(shown.get("community_member"))
        ),
        "is_agreed": bool(consent.granting_consent(case.name, consts.SHARE_INSIDE)),
        "bases": form_choices.options("Referral", "override_basis") if _may_override(shown) else [],
        "due": words(case.resolve_by),
    }


def _shareable(shown: CasePage) -> str | None:
    """What may be proposed for a receiver; nothing of a sealed report, which a referral would store in plain."""
    return None if _is_sealed(shown) else shown.get("description")


def _is_sealed(shown: CasePage) -> bool:
    """Whether the class is sealed: even so, a referral stores its words in plain."""
    return bool(shown.report) and circle.state_of(shown.case.sensitivity) != circle.OFF


def _to_contact(shown: CasePage) -> dict[str, Any]:
    informs = shown.case.phase == consts.PHASE_RESOLVED or any(
        phases.phase_of(row["next_state"]) == consts.PHASE_INFORMED
        for row in workflow.get_transitions(shown.case)
    )
    person = shown.get("community_member")
    preferred = person and frappe.db.get_value("Community Member", person, "preferred_channel")
    return {
        **call_backs.questions(),
        "impossible": call_backs.impossible(
            informs, bool(person) and contact_attempts.has_number(person)
        ),
        "spoken": shown.get("response_language") or shown.get("language"),
        "channel": preferred or call_backs.OUTGOING,
    }


def _named(doctype: str, **filters: Any) -> list[dict[str, str]]:
    names = frappe.get_list(
        doctype,
        filters={"enabled": 1, **filters},
        pluck="name",
        order_by="name asc",
        limit_page_length=0,
    )
    return [{"value": name, "label": _(name)} for name in names]


def _handlers(shown: CasePage) -> list[dict[str, str]]:
    """Possible receivers of a restricted case: holders of the role of its class."""
    role = clearance.handler_role(shown.case.sensitivity)
    own, stand_ins = absences.receivers_for(frappe.session.user), absences.DeputyLookup.today()
    there = [user for user in holders(role) if not stand_ins.is_absent(user)] if role else []
    others = [user for user in there if user not in own]
    return [{"value": user, "label": get_fullname(user)} for user in others]


def _may_override(shown: CasePage) -> bool:
    return bool(set(consent.overriding_roles(shown.case.name)) & set(frappe.get_roles()))
