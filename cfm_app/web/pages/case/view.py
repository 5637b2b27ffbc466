"""Head and facts of a case: one sentence about where it stands, the person, the columns."""

from dataclasses import asdict, dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_datetime, get_fullname

from cfm_app.base import consts
from cfm_app.cases import answer_to_tell, assignment, contact_attempts, evidence
from cfm_app.procedures.sop import case_clock
from cfm_app.security.access_rule import open_documents, status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent, consent_givers, unrecorded
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import body, reporters
from cfm_app.security.sealing import files as sealed_files
from cfm_app.web.pages import admission, roles, state_colours, time_left

# The fields of the narrow column, in order; links are shown by title.
FACTS = (
    "category",
    "location",
    "place_details",
    "incident_location",
    "programme",
    "partner",
    "channel",
    "language",
    "priority",
    "speaker_relation",
    "sex",
    "age_group",
    "disability",
    "population_group",
    "source_id",
)
TITLES = {"CFM Location": "location_name", "CFM Language": "language_name"}
PERSON_TEXTS = ("hours", "best_hour", "address", "through")


@dataclass
class CasePage:
    """The data of a case's page: the case, and the report of a restricted one."""

    case: Document
    report: Document | None
    referrals: list[Document]
    decisions: dict[str, str]
    is_sealed: bool = False
    """Whether the report holds words that the session cannot read."""

    def get(self, field: str) -> Any:
        """A particular: of a restricted case it lies in its report."""
        found = self.case.get(field)
        return self.report.get(field) if self.report and not found else found

    def rows(self, table: str) -> list[Document]:
        """The rows of a table of the case and of its report."""
        return [*(self.case.get(table) or []), *(self.report.get(table) if self.report else [])]

    @property
    def pending(self) -> list[Document]:
        """Referrals that wait for their receiver."""
        return [each for each in self.referrals if each.workflow_state in consts.REFERRALS_PENDING]

    @property
    def returned(self) -> list[Document]:
        return [each for each in self.referrals if each.workflow_state == consts.REFERRAL_RETURNED]

    @property
    def unanswered(self) -> list[Document]:
        """Referrals for which somebody still has to do something."""
        return [each for each in self.referrals if each.workflow_state in evidence.UNANSWERED]

    @property
    def newest_answer(self) -> str:
        """The words of the referral that was answered last, since the case was last taken up again."""
        since = case_clock.reopened_on(self.case)
        done = [
            each
            for each in self.referrals
            if each.workflow_state == consts.REFERRAL_DONE
            and (not since or get_datetime(each.creation) > since)
        ]
        last = max(done, key=lambda each: str(each.responded_on or ""), default=None)
        return str(last.response or "") if last else ""

    @property
    def is_unrecorded(self) -> bool:
        """Whether the person refused to be recorded: what remains is to close the case."""
        return unrecorded.is_case_of(self.case)

    @property
    def refuses_calls(self) -> bool:
        return consent.is_refused(self.case.name, consts.CALL_BACK)


def load(name: str) -> CasePage:
    """A case with its documents, for users who may open it in full. The reading is logged."""
    case = open_documents.get_open("Case", name)
    case.check_permission("read")
    report = particulars.report_of(name) if clearance.is_restricted(case.sensitivity) else None
    if report:
        report.check_permission("read")
    is_sealed = report is not None and body.hide(report)
    names = frappe.get_list(
        "Referral",
        filters={"cfm_case": name},
        pluck="name",
        order_by="creation asc",
        limit_page_length=0,
    )
    decisions = {
        purpose: found[name]
        for purpose in consts.PURPOSES
        if name in (found := consent.newest_decisions([name], purpose))
    }
    referrals = [frappe.get_doc("Referral", each) for each in names]
    return CasePage(case, report, referrals, decisions, is_sealed)


def head(shown: CasePage) -> dict[str, Any]:
    """Number, subject, state, and the sentence about where the case stands."""
    case = shown.case
    return {
        "name": case.name,
        "subject": _(shown.get("category") or "") or _("No category yet"),
        "pill": state_colours.pill(case.workflow_state),
        "class": _(case.sensitivity) if shown.report else "",
        "received": format_datetime(case.received_on, "d MMM y HH:mm"),
        "by": get_fullname(case.owner),
        "sentence": " · ".join(_sentence(shown)),
        "due": time_left.words(None) if shown.is_unrecorded else time_left.of_case(case),
        "is_appeal": bool(case.is_appeal),
        "is_closed": case.phase == consts.PHASE_CLOSED,
        "duplicate_of": case.duplicate_of or "",
        "owner": asdict(assignment.owner_of(case)),
    }


def what_was_said(shown: CasePage) -> str:
    """What was said; empty where it is sealed: then the story has it, for whoever unlocks it."""
    return "" if shown.is_sealed else str(shown.get("description") or "")


def person(shown: CasePage) -> dict[str, Any]:
    """The person, as far as the user may know them. The reading is logged."""
    nobody: dict[str, Any] = {"phones": [], "no_phones": [], **dict.fromkeys(PERSON_TEXTS, "")}
    name = shown.get("community_member")
    if not name:
        return {**nobody, "label": _("Anonymous")}
    doc = frappe.get_doc("Community Member", name)
    if not doc.has_permission("read"):
        return {**nobody, "label": _("A person is recorded")}
    hours = [_(doc.preferred_hours or ""), doc.preferred_time or "", _(doc.preferred_channel or "")]
    phones, no_phones = identity.phones_of(doc)
    # A person known by phone alone has it as their name, so it is not repeated.
    is_named = doc.full_name and doc.full_name not in (*phones, *no_phones)
    unnamed = _("Sealed") if reporters.is_shut(doc) else _("Without a name")
    return {
        "label": doc.full_name if is_named else unnamed,
        "phones": phones,
        "no_phones": no_phones,
        "hours": " · ".join(filter(None, hours)),
        "best_hour": doc.preferred_hours or "",
        "address": name,
        "through": through(doc),
    }


def has_code(shown: CasePage) -> bool:
    """Whether the user may tell the person a status code; the code is only shown on request."""
    if shown.is_unrecorded or not admission.may_enter(roles.NEW_CASE):
        return False
    return status_codes.source_of(shown.case.name) is not None


def language_of(shown: CasePage) -> str:
    """The language of the call; else that of the person, if the user may read it."""
    if told := shown.get("language"):
        return str(told)
    person = shown.get("community_member")
    if not person or not frappe.has_permission("Community Member", "read", doc=person):
        return ""
    return str(frappe.db.get_value("Community Member", person, "language") or "")


def through(person: Any) -> str:
    """Who calls on behalf of a person and is reached at their number, with the relation."""
    return ", ".join(filter(None, (person.get("contact_name"), person.get("contact_relation"))))


def facts(shown: CasePage) -> list[dict[str, str]]:
    """The facts of a case besides the person, with labels."""
    meta = shown.case.meta
    found = []
    for field in FACTS:
        value = shown.get(field)
        if value and meta.get_field(field):
            found.append({"label": _(meta.get_label(field)), "value": title(meta, field, value)})
    return found


def title(meta: Any, field: str, value: str) -> str:
    """The value of a field, in words."""
    df = meta.get_field(field)
    shown = TITLES.get(df.options or "")
    if shown:
        return _(frappe.db.get_value(df.options, value, shown) or value)
    return _(value) if df.fieldtype in ("Link", "Select") else str(value)


def consents(shown: CasePage) -> list[dict[str, str]]:
    """The newest decision on each purpose, for users who may read consents."""
    if not frappe.has_permission("Consent", "read"):
        return []
    tones = {"Granted": "green", "Refused": "red", "Withdrawn": "red", "Expired": "amber"}
    return [
        {"purpose": _(purpose), "decision": _(decision), "tone": tones.get(decision, "grey")}
        for purpose, decision in shown.decisions.items()
    ] + _other_bases(shown.case.name)


def _other_bases(case: str) -> list[dict[str, str]]:
    """Decisions on another legal basis, with reasons."""
    rows = frappe.get_list(
        "Consent",
        filters={"cfm_case": case, "workflow_state": consts.CONSENT_DECIDED},
        fields=["legal_basis", "basis_reason"],
        order_by="decided_on desc, creation desc",
        limit_page_length=0,
    )
    return [
        {
            "purpose": _("{0}: {1}").format(_("Legal basis"), row.basis_reason or ""),
            "decision": _(row.legal_basis),
            "tone": "amber",
        }
        for row in rows
        if not consent_givers.is_asked(row)
    ]


def steps(shown: CasePage) -> list[dict[str, Any]]:
    """The steps of the procedure; the first open one is the next one.

    If the person refused to be recorded, none is open; done ones are in the timeline.
    """
    is_ended = shown.case.phase in (consts.PHASE_INFORMED, consts.PHASE_CLOSED)
    return [
        {
            "name": row.name,
            "title": _(row.step_title or ""),
            "instruction": _(row.instruction or ""),
            "role": _(row.responsible_role or ""),
            "note": row.note or "",
            "due": {"text": "", "tone": ""}
            if row.done or is_ended
            else time_left.words(row.due_on),
            "done": bool(row.done),
            "by": get_fullname(row.done_by) if row.done_by else "",
            "when": format_datetime(row.done_on, "d MMM HH:mm") if row.done_on else "",
            "act": _(row.act) if row.act and _is_of_act(shown, row) else "",
        }
        for row in shown.case.get("sop_steps") or []
        if row.done or not shown.is_unrecorded
    ]


def _is_of_act(shown: CasePage, step: Document) -> bool:
    """Whether a step cannot be ticked by hand; nobody may write a note about a person who is not recorded."""
    return bool(step.by_act) or not (step.done or shown.is_unrecorded)


def handlers(shown: CasePage) -> list[str]:
    """The people entrusted with a restricted case."""
    rows = shown.report.get("handlers") if shown.report else []
    return [str(get_fullname(row.user)) for row in rows or []]


def files(shown: CasePage) -> list[dict[str, str]]:
    """Files attached to the case, or to the report of a restricted one."""
    places = [("Case", shown.case.name)]
    if shown.report:
        places.append(("Sensitive Report", shown.report.name))
    rows = [
        row
        for doctype, name in places
        for row in frappe.get_list(
            "File",
            filters={"attached_to_doctype": doctype, "attached_to_name": name},
            fields=["name", "file_name", "file_url"],
            order_by="creation asc",
            limit_page_length=0,
        )
    ]
    sealed = sealed_files.names_of([row.name for row in rows])
    return [
        {"name": sealed[row.name], "url": sealed_files.address_of(row.name)}
        if row.name in sealed
        else {"name": row.file_name, "url": row.file_url}
        for row in rows
    ]


def what_to_say(shown: CasePage) -> str:
    """The words for the person, if known."""
    return answer_to_tell.words(shown.get, shown.newest_answer)


def _sentence(shown: CasePage) -> list[str]:
    """Who has the case, and what comes next."""
    parts = []
    if shown.is_unrecorded:
        is_closed = shown.case.phase == consts.PHASE_CLOSED
        parts.append(
            _("the person does not want to be recorded")
            if is_closed
            else _("the person does not want to be recorded: what remains is to close the case")
        )
    for each in shown.pending:
        parts.append(_("waits for the answer of {0}").format(receiver_of(each)))
    for each in shown.returned:
        parts.append(_("returned by {0}").format(receiver_of(each)))
    if shown.case.answered_on and not shown.returned:
        moment = format_datetime(shown.case.answered_on, "d MMM HH:mm")
        parts.append(_("answered on {0}").format(moment))
    if shown.case.phase == consts.PHASE_RESOLVED:
        failed, needed = (
            contact_attempts.failed_attempts(shown.case),
            contact_attempts.needed_attempts(shown.case.sop),
        )
        if shown.refuses_calls:
            parts.append(_("the person does not want to be called back"))
        elif contact_attempts.is_without_way(contact_attempts.rows_of(shown.case)):
            parts.append(_("there is no way to reach the person"))
        elif failed:
            parts.append(_("called in vain: {0} of {1}").format(failed, max(needed, 1)))
            if why := contact_attempts.why_fewer(shown.case):
                parts.append(why)
        else:
            parts.append(_("the person has not heard the answer yet"))
    if shown.case.next_contact_on and shown.case.phase != consts.PHASE_CLOSED:
        moment = format_datetime(shown.case.next_contact_on, "EEEE d MMM HH:mm")
        parts.append(_("call planned for {0}").format(moment))
    if shown.case.phase == consts.PHASE_INFORMED and shown.case.informed_on:
        moment = format_datetime(shown.case.informed_on, "d MMM HH:mm")
        parts.append(_("informed on {0}").format(moment))
    return parts


def receiver_of(referral: Document) -> str:
    """The receiver of a referral, in words."""
    if referral.focal_point:
        return str(get_fullname(referral.focal_point))
    return str(referral.partner or _(referral.get("functional_area") or "") or _("the receiver"))
