"""The timeline of a case, oldest first: call, consent, referrals, attempts, notes, reopening."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_datetime, get_fullname, now_datetime, strip_html

from cfm_app.base import consts, languages
from cfm_app.cases import answer_referral, contact_attempts, referral_rounds, reopen
from cfm_app.procedures.sop import states
from cfm_app.security.lawful_basis import consent as consents
from cfm_app.security.lawful_basis import consent_givers
from cfm_app.web.pages import messages, state_colours, time_left
from cfm_app.web.pages.case.view import CasePage, receiver_of

MOST_COMMENTS = 100


def entries(shown: CasePage) -> list[dict[str, Any]]:
    """Entries with time, author, title, text and tone; referrals carry more."""
    found = [
        *_received(shown),
        *_consents(shown),
        *_referrals(shown),
        *_attempts(shown),
        *_notes(shown),
        *_comments(shown),
    ]
    found.sort(key=lambda each: (_moment(each), str(each["stored"] or "")))
    for each in found:
        each["when"] = _when(each["at"])
        each["iso"] = str(each["at"] or "")[:16].replace(" ", "T")
    return found


def _moment(each: dict[str, Any]) -> datetime:
    """When something happened; for times kept to the minute, the time of storage within that minute."""
    if not each["at"]:
        return datetime.min
    moment: datetime = get_datetime(each["at"])
    stored = get_datetime(each["stored"]) if each["stored"] else moment
    is_to_the_minute = not (moment.second or moment.microsecond)
    is_same = stored.replace(second=0, microsecond=0) == moment
    return stored if is_to_the_minute and is_same else moment


def _when(moment: Any) -> str:
    """A time for reading, with the year if it is not this one."""
    if not moment:
        return ""
    is_of_year = get_datetime(moment).year == now_datetime().year
    return str(format_datetime(moment, "d MMM HH:mm" if is_of_year else "d MMM y HH:mm"))


def _entry(
    kind: str, at: Any, who: str | None, head: str, text: str | None = "", **more: Any
) -> dict[str, Any]:
    """One entry; `stored` is when it was written down, if known."""
    name = get_fullname(who) if who else ""
    told = {"kind": kind, "at": at, "who": name, "head": head, "text": text or ""}
    return {"stored": None, **told, **more}


def _received(shown: CasePage) -> Iterator[dict[str, Any]]:
    case = shown.case
    channel = shown.get("channel")
    way = _("Received by {0}").format(_(channel)) if channel else _("Received")
    said = shown.get("description")
    yield _entry("call", case.received_on, case.owner, way, said, stored=case.creation)
    given = shown.get("information_given")
    if given:
        yield _entry("answer", case.first_response_on, case.owner, _("Told at once"), given)


def _consents(shown: CasePage) -> Iterator[dict[str, Any]]:
    if not frappe.has_permission("Consent", "read"):
        return
    for row in frappe.get_list(
        "Consent",
        filters={"cfm_case": shown.case.name},
        fields=[
            "name",
            "decided_on",
            "withdrawn_on",
            "withdrawal_reason",
            "language",
            "read_by",
            "legal_basis",
            "basis_reason",
            "giver",
            "giver_relation",
            "assent_of_minor",
            "owner",
            "workflow_state",
        ],
        order_by="creation asc",
        limit_page_length=0,
    ):
        rows = frappe.get_doc("Consent", row.name).purposes
        if row.decided_on:
            told = filter(None, (_giver(row), _assent(row), _basis(row) or _reading(row)))
            note, head = " · ".join(told), _("Consent")
            yield _entry("consent", row.decided_on, row.owner, head, _purposes(rows), note=note)
        yield from _withdrawals(row, rows)


def _withdrawals(consent: Any, rows: list[Document]) -> Iterator[dict[str, Any]]:
    """What was withdrawn, with time, recorder and reason."""
    taken: dict[tuple[Any, ...], list[Document]] = {}
    for row in rows:
        if row.decision == "Withdrawn":
            # Rows from before this was noted at each: the consent says what is known.
            when = row.withdrawn_on or consent.withdrawn_on or consent.decided_on
            why = row.withdrawal_reason or consent.withdrawal_reason
            taken.setdefault((when, row.withdrawn_by, why), []).append(row)
    if not taken and consent.withdrawn_on:
        taken[consent.withdrawn_on, None, consent.withdrawal_reason] = []
    for (when, who, why), of_it in taken.items():
        what = ", ".join(_(row.purpose) + _of_partner(row) for row in of_it)
        yield _entry("consent", when, who, _("Consent withdrawn"), why, note=what)


def _giver(consent: Any) -> str:
    """Who spoke for the person, and their relation; empty if the person did."""
    if (consent.giver or consent_givers.SELF) == consent_givers.SELF:
        return ""
    relation = f" ({consent.giver_relation})" if consent.giver_relation else ""
    return _("{0}: {1}").format(_("Given by"), f"{_(consent.giver)}{relation}")


def _assent(consent: Any) -> str:
    """Whether a child agreed."""
    if not consent.assent_of_minor:
        return ""
    return _("{0}: {1}").format(_("Assent of the minor"), _(consent.assent_of_minor))


def _basis(consent: Any) -> str:
    """The other legal basis, and its reason."""
    if consent_givers.is_asked(consent):
        return ""
    return _("Legal basis: {0}. {1}").format(_(consent.legal_basis), consent.basis_reason or "")


def _reading(consent: Any) -> str:
    """In which language the text was read, and by whom."""
    if not consent.read_by:
        return ""
    name = frappe.get_cached_value("CFM Language", consent.language or "", "language_name")
    return _("Text read in this language: {0}, by {1}").format(
        _(name or consent.language or ""), get_fullname(consent.read_by)
    )


def _purposes(rows: list[Document]) -> str:
    """The decisions of that day, including those withdrawn since."""
    then = {"Withdrawn": "Granted"}
    return ", ".join(
        _("{0}: {1}").format(_(row.purpose), _(then.get(row.decision, row.decision)))
        + _of_partner(row)
        for row in rows
        if row.decision
    )


def _of_partner(row: Document) -> str:
    return f" ({row.partner})" if row.partner else ""


def _referrals(shown: CasePage) -> Iterator[dict[str, Any]]:
    written = messages.of_referrals([each.name for each in shown.referrals])
    for each in shown.referrals:
        to = receiver_of(each)
        card = _card(each, written.get(each.name, []))
        sent = (each.creation, each.owner, _("Referred to {0}"))
        for row in each.get(referral_rounds.TABLE) or []:
            asked = receiver_of(row)
            # The acts on a referral are shown at its last sending.
            last = {} if row.sent_again_on else {"referral": card}
            yield _sent(sent, asked, row.shared_summary, **last)
            head = _("Returned by {0}").format(asked)
            yield _entry("returned", row.returned_on, None, head, row.rejection_reason)
            sent = (row.sent_again_on, row.sent_again_by, _("Sent again to {0}"))
        if sent[0]:
            yield _sent(sent, to, each.shared_summary, referral=card)
        is_kept = bool(each.get(referral_rounds.TABLE)) and not sent[0]
        if each.workflow_state in (consts.REFERRAL_DONE, consts.REFERRAL_RETURNED) and not is_kept:
            yield _reply(each, to)
        if each.workflow_state == consts.REFERRAL_REVOKED:
            head = _("Referral {0} revoked").format(each.name)
            why = languages.in_own_words(each.revocation_reason or "", *consents.REVOKED_BECAUSE)
            yield _entry("revoked", each.responded_on or each.modified, None, head, why)


def _sent(sent: tuple[Any, str, str], to: str, summary: str | None, **more: Any) -> dict[str, Any]:
    """One sending of a referral: when, by whom, with which words."""
    moment, who, head = sent
    return _entry("referral", moment, who, head.format(to), summary, **more)


def _reply(referral: Document, to: str) -> dict[str, Any]:
    is_done = referral.workflow_state == consts.REFERRAL_DONE
    head = _("Answer of {0}") if is_done else _("Returned by {0}")
    text = referral.response if is_done else referral.rejection_reason
    kind, via = ("answer" if is_done else "returned"), ""
    if referral.recorded_by:
        via = _("recorded by {0}, received by: {1}").format(
            get_fullname(referral.recorded_by), _(referral.received_via or "")
        )
    return _entry(kind, referral.responded_on, None, head.format(to), text, note=via)


def _card(referral: Document, written: list[Any]) -> dict[str, Any]:
    is_open = referral.workflow_state in consts.REFERRALS_PENDING
    is_mine = answer_referral.is_receiver(referral)
    return {
        "name": referral.name,
        "pill": state_colours.pill_of_referral(referral.workflow_state, is_mine),
        "is_open": is_open,
        "is_returned": referral.workflow_state == consts.REFERRAL_RETURNED,
        "is_mine": is_mine,
        "due": time_left.words(referral.due_on) if is_open else {"text": "", "tone": "", "iso": ""},
        "reason": referral.reason or "",
        "rejection": referral.rejection_reason or "",
        "summary": referral.shared_summary or "",
        "asked": referral.asked_count or 0,
        "override": _(referral.override_basis or ""),
        "messages": written,
    }


def _attempts(shown: CasePage) -> Iterator[dict[str, Any]]:
    rows = shown.rows("contact_attempts")
    last = contact_attempts.last_informed(rows)
    for row in rows:
        informs = row.outcome == consts.ATTEMPT_INFORMED
        outcome = row.outcome or ("Reached" if row.reached else "No answer")
        head = _("{0}: {1}").format(_(row.channel or "Contact"), _(outcome))
        text = row.note or ""
        # Contacts of former times do not say what was said in them: of the last the case does.
        said = row.said or (shown.get("response_given") if row is last else "")
        if informs and said:
            text = "\n".join(filter(None, (said, text)))
        kind, moment = ("informed" if informs else "attempt"), row.attempted_on
        yield _entry(kind, moment, row.attempted_by, head, text, stored=row.creation)
        if row.before_reopening and row.satisfaction:
            yield _satisfied(row, moment, stored=row.creation)
    if shown.get("satisfaction") and shown.case.informed_on:
        yield _satisfied(shown, shown.case.informed_on)


def _satisfied(told: Any, moment: Any, **more: Any) -> dict[str, Any]:
    """How satisfied the person was, from the case or from a contact before a reopening."""
    head = _("Satisfied with the answer: {0} of 5").format(told.get("satisfaction"))
    return _entry("attempt", moment, None, head, told.get("satisfaction_comment"), **more)


def _notes(shown: CasePage) -> Iterator[dict[str, Any]]:
    for row in shown.rows("follow_ups"):
        moment, who = row.followed_on, row.followed_by
        text = languages.in_own_words(row.action or "", *reopen.NOTED)
        yield _entry("memo", moment, who, _("Note"), text, stored=row.creation)
    for row in shown.case.get("extensions") or []:
        head = _("{0} h more asked for").format(f"{row.hours:g}")
        decided = _(row.decision or "")
        yield _entry("memo", row.requested_on, row.requested_by, head, row.reason, note=decided)


def _writer(row: Any, text: str) -> tuple[str, str]:
    """Author and text of a comment; a name without a user here goes before the text."""
    begin = f"{row.comment_by}: "
    if row.comment_by and not row.comment_email and text.startswith(begin):
        return row.comment_by, text.removeprefix(begin)
    return row.owner, text


def _comments(shown: CasePage) -> Iterator[dict[str, Any]]:
    """Comments and changes of state."""
    places = [("Case", shown.case.name)]
    if shown.report:
        places.append(("Sensitive Report", shown.report.name))
    for doctype, name in places:
        for row in frappe.get_all(
            "Comment",
            filters={
                "reference_doctype": doctype,
                "reference_name": name,
                "comment_type": ["in", ["Comment", "Info", "Workflow"]],
            },
            fields=["comment_type", "content", "owner", "creation", "comment_by", "comment_email"],
            order_by="creation asc",
            limit_page_length=MOST_COMMENTS,
        ):
            text = strip_html(row.content or "")
            if row.comment_type == "Workflow":
                yield _entry("state", row.creation, row.owner, states.in_own_words("Case", text))
            else:
                who, text = _writer(row, text)
                yield _entry("memo", row.creation, who, _("Note"), text)
