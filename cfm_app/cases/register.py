"""Records a new case in one transaction: person, case, consent, and the next step."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import batch_cache, consts
from cfm_app.base.arguments import as_values_of
from cfm_app.base.fields import field_of
from cfm_app.cases import answer, duplicate, evidence, places, record_consent, refer, transitions
from cfm_app.procedures.answers import answer_uses
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance, presence
from cfm_app.security.lawful_basis import unrecorded
from cfm_app.security.sealing import reporters

CLOSED, REFERRED = "close", "refer"
# The person has heard the answer.
ANSWERED = ("answer", CLOSED)
OUTCOMES = ("register", *ANSWERED, REFERRED)
IDENTIFYING = ("full_name", "phone", "beneficiary_number", "contact_name")
STANDS = ("workflow_state", "resolve_by", "duplicate_of")
# What a form says of no case.
NOT_SAID = ("name", "workflow_state", "owner", "handlers")
PERSON_FIELDS = ("sex", "age_group", "population_group", "location", "language")


@dataclass
class CaseRequest:
    """What the form for a new case sends."""

    case: dict[str, Any]
    person: dict[str, Any] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)
    referral: dict[str, Any] = field(default_factory=dict)
    outcome: str = "register"
    propose_place: bool = False
    standard_answer: str = ""
    """The one that the answer was taken from."""
    withheld: dict[str, dict[str, str]] = field(default_factory=dict)
    """Words of a new person, by their record, which are written once the case is: it tells whether they are sealed."""

    @classmethod
    def of(cls, values: dict[str, Any]) -> "CaseRequest":
        """Read a request from form values by name; each part may be JSON."""
        consent = as_values_of("Consent", values.get("consent"))
        return cls(
            case=as_values_of("Case", values.get("case")),
            person=as_values_of("Community Member", values.get("person")),
            consent={**consent, "purposes": consent.get("purposes") or []},
            referral=as_values_of("Referral", values.get("referral")),
            outcome=values.get("outcome") or "register",
            propose_place=bool(cint(values.get("propose_place"))),
            standard_answer=str(values.get("standard_answer") or ""),
        )


@batch_cache.cached_batch()
def record(request: CaseRequest) -> dict[str, Any]:
    """Store everything or nothing. Returns the names, and where the case stands."""
    prepare(request)
    member = member_of(request)
    case = _insert_case(request, member)
    write_withheld(request)
    # The recorder of a restricted case only keeps its stub.
    restricted = clearance.is_restricted(frappe.db.get_value("Case", case.name, "sensitivity"))
    if request.propose_place and not restricted:
        places.propose(request.case.get("place_details"), request.case.get("location"))
    with access.recording(case.name) if restricted else nullcontext():
        consent = _insert_consent(request, case, member)
        if consent or restricted:
            # The consent changed what is stored, and of a restricted case only the stub is at hand.
            case.reload()
        if member:
            record_consent.note_best_hour(case, member, request.person.get("preferred_hours"))
        referral = proceed(request, case, restricted)
    if request.standard_answer and request.outcome in ANSWERED and not restricted:
        answer_uses.note_given(request.standard_answer)
    stands = frappe.db.get_value("Case", case.name, STANDS, as_dict=True)
    # Told where nobody who may open the case is there: whoever recorded it has to tell somebody.
    unattended = restricted and not presence.is_attended(case.name)
    return {
        **({"unattended": True} if unattended else {}),
        "case": case.name,
        "restricted": restricted,
        "consent": consent,
        "referral": referral,
        **stands,
        "unrecorded": unrecorded.is_refused(request.consent),
    }


def prepare(request: CaseRequest) -> bool:
    """Leave out what is not stored, or throw; returns whether the person refuses to be recorded."""
    _check(request)
    is_refused = unrecorded.is_refused(request.consent)
    if is_refused:
        _leave_out_person(request)
    return is_refused


def _check(request: CaseRequest) -> None:
    if request.outcome not in OUTCOMES:
        frappe.throw(_("{0} is not an outcome of a new case.").format(request.outcome))
    for forbidden in NOT_SAID:
        request.case.pop(forbidden, None)
    if request.outcome in ANSWERED:
        answer.check_words(request.case.get("information_given"))


def _leave_out_person(request: CaseRequest) -> None:
    """For a person who refuses to be recorded, drop what they said; the case is counted and answered."""
    if request.outcome == REFERRED:
        frappe.throw(
            _(
                "The person does not want to be recorded: there is nothing to refer. Answer what you"
                " can, or save the call without their words."
            )
        )
    request.case, request.person = unrecorded.storable_values(request.case), {}
    request.propose_place = False
    for row in request.consent.get("purposes") or []:
        row["decision"] = "Refused"


def member_of(request: CaseRequest) -> str | None:
    """The person: a known one by name, or a new one if anything was said; else None."""
    known = request.person.get("name") or request.case.get("community_member")
    if known:
        member = open_documents.get_open("Community Member", known)
        member.check_permission("read")
        return known
    if not any(request.person.get(key) for key in IDENTIFYING):
        return None
    person = frappe.get_doc({**person_values(request), "doctype": "Community Member"})
    withheld = reporters.withhold(person)
    made = str(person.insert().name)
    request.withheld[made] = withheld
    return made


def write_withheld(request: CaseRequest) -> None:
    """Write what a new person told, once a case names them."""
    for person, words in request.withheld.items():
        reporters.give_back(person, words)
    request.withheld.clear()


def person_values(request: CaseRequest) -> dict[str, Any]:
    """What is told of the person, with what is said of the case and holds for them as well."""
    values = {key: value for key, value in request.person.items() if key != "name"}
    for key in PERSON_FIELDS:
        values.setdefault(key, request.case.get(key))
    # Sexes and ages of groups describe a case, not a person.
    for key in ("sex", "age_group", "population_group"):
        options = (field_of("Community Member", key).options or "").split("\n")
        if values.get(key) not in options:
            values[key] = None
    return values


def _insert_case(request: CaseRequest, member: str | None) -> Document:
    values = {**request.case, "doctype": "Case", "community_member": member}
    if member and not values.get("language"):
        values["language"] = frappe.db.get_value("Community Member", member, "language")
    case = frappe.get_doc(values)
    # A person who tells nothing cannot answer the office's required questions.
    case.flags.ignore_mandatory = unrecorded.is_refused(request.consent)
    return case.insert()


def _insert_consent(request: CaseRequest, case: Document, member: str | None) -> str | None:
    consent = record_consent.insert(case.name, member, request.consent)
    return consent.name if consent else None


def proceed(request: CaseRequest, case: Document, restricted: bool) -> str | None:
    """Do what the operator chose next. A restricted case only goes to its handlers."""
    if case.duplicate_of and not restricted:
        duplicate.mark(case.name, case.duplicate_of)
        return None
    if restricted or request.outcome == "register":
        transitions.move_to_phase(case, consts.PHASE_IN_PROGRESS)
        return None
    if request.outcome == REFERRED:
        referral = refer.open_referral(case.name, request.referral)
        transitions.move_to_state(case, evidence.referred_state())
        return referral.name
    answer.proceed(case, close=request.outcome == CLOSED)
    return None
