"""What a recorder corrects of a case that is in the office: the line of a device broke before the answer."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.cases import contact, evidence, record_consent, register, transitions
from cfm_app.procedures.sop import classification
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import unrecorded
from cfm_app.security.restricted_cases import openly_known, particulars
from cfm_app.security.sealing import reporters

CASE, PERSON = "case", "person"
CONSENT, OUTCOME = "consent", "outcome"


def correct(
    name: str, request: register.CaseRequest, changed: set[str], state: str | None
) -> dict[str, Any]:
    """Write what is said otherwise than before; returns what changed of the answer to `register.record`.

    `changed` names fields as `case.description` or `person.phone`, and `consent` and `outcome` as a
    whole. What was said as before stays as the office has it by now. The next step is taken only while
    the case stands where recording it had left it: in `state`. The user may lose access by what they say.
    """
    fields = {part: _fields_of(part, changed) for part in (CASE, PERSON)}
    is_refused = register.prepare(request)
    case = frappe.get_doc("Case", name, for_update=True)
    was_restricted = clearance.is_restricted(case.sensitivity)
    with access.recording(name) if was_restricted else nullcontext():
        if is_refused:
            # Once the refusal is stored nothing is written any more; it decides itself what is forgotten.
            kept = {field for field in fields[CASE] if field in unrecorded.KEPT}
            _correct_case(case, request, None, kept)
            consent = _correct_consent(case, request, None, CONSENT in changed)
        else:
            member = _correct_person(case, request, fields)
            consent = _correct_consent(case, request, member, CONSENT in changed)
            case.reload()
            _correct_case(case, request, member, fields[CASE])
            register.write_withheld(request)
    stands = frappe.db.get_value("Case", name, ["sensitivity", "workflow_state"], as_dict=True)
    is_restricted = clearance.is_restricted(stands.sensitivity)
    if OUTCOME in changed and stands.workflow_state == state and not is_restricted:
        _proceed(frappe.get_doc("Case", name), request)
    return {
        "restricted": is_restricted,
        "unrecorded": is_refused,
        **({"consent": consent} if consent else {}),
        "workflow_state": frappe.db.get_value("Case", name, "workflow_state"),
    }


def _proceed(case: Document, request: register.CaseRequest) -> None:
    """Take the step that was chosen instead, where the workflow has it from here; else the words stay alone."""
    if request.outcome in register.ANSWERED:
        if contact.is_to_be_told(case):
            told = contact.Contact(
                consts.ATTEMPT_INFORMED, case.channel, response_given=case.information_given
            )
            contact.record(str(case.name), told, close=request.outcome == register.CLOSED)
        return
    is_referred = request.outcome == register.REFERRED
    if is_referred and transitions.can_reach(case, evidence.referred_state()):
        register.proceed(request, case, restricted=False)


def _fields_of(part: str, changed: set[str]) -> set[str]:
    return {field.partition(".")[2] for field in changed if field.startswith(f"{part}.")}


def _correct_person(
    case: Document, request: register.CaseRequest, fields: dict[str, set[str]]
) -> str | None:
    """The person of the case as they are told by now; one who was not told before is a new one."""
    name = case.community_member or particulars.particular(case, "community_member")
    if not name:
        member = register.member_of(request)
        if member:
            record_consent.note_best_hour(case, member, request.person.get("preferred_hours"))
        return member
    said = register.person_values(request)
    # What is said of a case is said of its person as well.
    told = fields[PERSON] | (fields[CASE] & set(register.PERSON_FIELDS))
    person = frappe.get_doc("Community Member", name)
    wanted = {field: said.get(field) for field in told if person.meta.has_field(field)}
    report = particulars.report_of(str(case.name))
    if report:
        # A change of somebody whom the office knows would tell it when and by whom a restricted case was corrected.
        is_kept = openly_known.is_openly_known(name) or reporters.is_shut(person)
        _add(report, person, wanted, is_kept=is_kept)
    elif _differs(person, wanted):
        person.update(wanted)
        person.save()
    return str(name)


def _correct_consent(
    case: Document, request: register.CaseRequest, member: str | None, is_changed: bool
) -> str | None:
    """The newest decisions count, so those before stay in the history."""
    if not is_changed:
        return None
    consent = record_consent.insert(case.name, member, request.consent)
    return str(consent.name) if consent else None


def _correct_case(
    case: Document, request: register.CaseRequest, member: str | None, fields: set[str]
) -> None:
    wanted = {field: request.case.get(field) for field in fields if _is_written(case, field)}
    if clearance.is_restricted(case.sensitivity):
        _correct_report(case, wanted | ({"community_member": member} if member else {}))
        return
    if member and not case.community_member:
        wanted["community_member"] = member
    if _differs(case, wanted):
        case.update(wanted)
        case.save()


def _correct_report(case: Document, wanted: dict[str, Any]) -> None:
    report = particulars.report_of(str(case.name))
    if report:
        known = particulars.fields()
        _add(report, report, {field: wanted[field] for field in wanted if field in known})


def _add(report: Document, to: Document, said: dict[str, Any], *, is_kept: bool = False) -> None:
    """Write what a record does not say yet, unless it is kept as it is, and note all else in the report.

    Who recorded it cannot see it any more, and replaces nothing unseen, for half a year: handlers read both.
    """
    told = {field: value for field, value in said.items() if _differs(to, {field: value})}
    fresh = {
        field: value
        for field, value in told.items()
        if not is_kept and not to.get(field) and not _lowers(field, value)
    }
    noted = [
        _("{0}: {1}").format(_(to.meta.get_label(field)), _shown(to, field, value))
        for field, value in told.items()
        if field not in fresh
    ]
    to.update(fresh)
    if fresh and to is not report:
        to.save(ignore_permissions=True)
    if noted:
        action = _("Told otherwise by who recorded it: {0}").format("\n".join(["", *noted]))
        stamp = {"followed_by": frappe.session.user, "followed_on": now_datetime()}
        report.append("follow_ups", {"action": action, **stamp})
    if noted or (fresh and to is report):
        report.save(ignore_permissions=True)


def _lowers(field: str, value: Any) -> bool:
    """Whether it is a category that is not restricted: no reason to lift the class that the office gave."""
    return field == "category" and not clearance.is_restricted(
        classification.class_of_category(value)
    )


def _shown(doc: Document, field: str, value: Any) -> str:
    """A value as people read it."""
    df = doc.meta.get_field(field)
    title = frappe.get_meta(df.options).title_field if df and df.fieldtype == "Link" else None
    found = frappe.db.get_value(df.options, value, title) if df and title and value else value
    return _(str(found)) if found else "–"


def _differs(doc: Document, wanted: dict[str, Any]) -> bool:
    return any((doc.get(field) or None) != (value or None) for field, value in wanted.items())


def _is_written(case: Document, field: str) -> bool:
    """Whether a form may say it: no column of the framework, and nothing that the office alone sets."""
    df = case.meta.get_field(field)
    return df is not None and not df.read_only
