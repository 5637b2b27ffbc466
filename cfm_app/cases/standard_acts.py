"""The acts that everybody's day is made of, walked through a workflow before it is saved.

The screens do them by the state that they lead to, not by the name of a button. A workflow in which no step
leads there stops them for everybody, and whoever draws it sees no difference.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import consts
from cfm_app.cases import contact_attempts, evidence
from cfm_app.procedures.sop import phases

Finding = tuple[str, str, str]


@dataclass(frozen=True)
class Act:
    """What a screen does in one go: from one of some states straight to one of others."""

    title: str
    starts: frozenset[str]
    targets: frozenset[str]

    def who(self, workflow: Document) -> dict[tuple[str, str], bool]:
        """From which state which role may do it, and whether always: a step may have a condition."""
        found: dict[tuple[str, str], bool] = {}
        for row in workflow.transitions:
            if row.state in self.starts and row.next_state in self.targets:
                key = (row.state, row.allowed)
                found[key] = found.get(key, False) or not row.condition
        return found


def findings(workflow: Document) -> list[Finding]:
    """What a workflow stops, by itself or compared with the stored one: level, message and state."""
    if not cint(workflow.is_active) or not workflow.states:
        return []
    before = workflow.get_doc_before_save()
    found = list(_beginning(workflow))
    for act in _acts(workflow):
        found += _stopped(act, workflow, before)
    return found


def _acts(workflow: Document) -> list[Act]:
    first = workflow.states[0].state
    if workflow.document_type == "Case":
        return _of_cases(first)
    if workflow.document_type == "Referral":
        return _of_referrals()
    if workflow.document_type == "Consent":
        return [
            _act(_("Record what was decided"), [first], [consts.CONSENT_DECIDED]),
            _act(_("Withdraw a consent"), [consts.CONSENT_DECIDED], [consts.CONSENT_WITHDRAWN]),
        ]
    return []


def _of_cases(first: str) -> list[Act]:
    open_, resolved, informed, closed = (
        phases.states_of(phase)
        for phase in (
            consts.PHASE_IN_PROGRESS,
            consts.PHASE_RESOLVED,
            consts.PHASE_INFORMED,
            consts.PHASE_CLOSED,
        )
    )
    referred = evidence.referred_state()
    return [
        _act(_("Register a case"), [first], open_),
        _act(_("Refer a case"), {first, *open_} - {referred}, [referred]),
        _act(_("Answer at once"), [first], informed),
        _act(_("Resolve a case"), open_, resolved),
        _act(_("Inform the person"), resolved, informed),
        _act(_("Give up reaching the person"), resolved, [contact_attempts.unreachable_state()]),
        _act(_("Close a case"), informed, closed),
        _act(_("Reopen a case"), [*informed, *closed], open_),
    ]


def _of_referrals() -> list[Act]:
    waiting = consts.REFERRALS_PENDING
    lasting = evidence.UNANSWERED
    return [
        _act(_("Accept a referral"), [consts.REFERRAL_OPEN], [consts.REFERRAL_ACCEPTED]),
        _act(_("Answer a referral"), waiting, [consts.REFERRAL_DONE]),
        _act(_("Return a referral"), waiting, [consts.REFERRAL_RETURNED]),
        _act(_("Send a referral again"), [consts.REFERRAL_RETURNED], [consts.REFERRAL_OPEN]),
        _act(_("Revoke a referral"), lasting, [consts.REFERRAL_REVOKED]),
    ]


def _act(title: str, starts: Iterable[str], targets: Iterable[str]) -> Act:
    return Act(title, frozenset(starts), frozenset(targets))


def _beginning(workflow: Document) -> Iterator[Finding]:
    """A referral asks somebody as soon as it is made; one that begins elsewhere asks nobody."""
    first = workflow.states[0].state
    if workflow.document_type == "Referral" and first not in consts.REFERRALS_PENDING:
        text = _(
            "A new referral begins in {0}, and there nobody is asked: cases cannot be referred any more."
            " Let {1} be the first state."
        )
        yield ("stop", text.format(_(first), _(consts.REFERRAL_OPEN)), first)


def _stopped(act: Act, workflow: Document, before: Document | None) -> Iterator[Finding]:
    now = act.who(workflow)
    if not now:
        yield ("stop", _("{0}: nobody can do this any more.").format(act.title), "")
        return
    present = {row.state for row in workflow.states}
    earlier = act.who(before) if before else {}
    kept = {key: always for key, always in earlier.items() if key[0] in present}
    if lost := [key for key in kept if key not in now]:
        text = _("{0}: {1} can do this no more in the state {2}: no step leads from there to {3}.")
        yield ("stop", _told(text, act, lost), lost[0][0])
    if narrowed := [key for key, always in kept.items() if always and now.get(key) is False]:
        text = _(
            "{0}: {1} can do this in the state {2} only under the condition of the step to {3}."
        )
        yield ("warning", _told(text, act, narrowed), narrowed[0][0])


def _told(text: str, act: Act, keys: list[tuple[str, str]]) -> str:
    roles = dict.fromkeys(_(role) for _state, role in keys)
    states = dict.fromkeys(_(state) for state, _role in keys)
    targets = sorted(_(state) for state in act.targets)
    return text.format(act.title, ", ".join(roles), ", ".join(states), " / ".join(targets))
