"""Every transition of a case by every role, allowed and refused, by action and by plain save."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.evidence import (
    CASEWORKER,
    INFORMED,
    a_case_with_consent,
    brought,
    contact,
)
from tests.golden_app.walks import Move, moves, shipped, states, walks, way
from tests.golden_app.words import (
    EVERYBODY,
    RESTRICTED,
    STAND,
    a_case,
    a_referral,
    act,
    actions,
    address,
    change,
    listed,
    new,
    read,
    stand,
)
from tests.golden_http.harness import Step, call, get

TOPIC = "the workflow of a case"
WORKFLOW = shipped("cfm-case")
OFFICE = moves(WORKFLOW, CASEWORKER, "CFM Operator")
HANDLERS = {
    "psea": "CFM PSEA Focal Point",
    "fraud": "CFM Fraud Focal Point",
    "protection": "CFM Protection Focal Point",
    "dataprotection": "CFM Data Protection",
}
SAVE = "frappe.client.set_value"
ATTEMPTS = {
    "outcomes": "data.contact_attempts.*.outcome",
    "before": "data.contact_attempts.*.before_reopening",
}


def steps() -> Iterator[Step]:
    yield a_case("original")
    yield from _ways_of_the_office()
    yield from _ways_of_the_handlers()
    yield from _without_evidence()
    yield from _offered_in_each_state()
    yield from _states_written_by_hand()
    yield from _ends()


def _take(user: str, walk: list[Move], case: str, original: str) -> Iterator[Step]:
    for number, move in enumerate(walk, 1):
        yield from brought(user, case, move, number, original)
        key = f"{user}, {case} {number}: {move.action} from {move.state}"
        yield act(key, user, "Case", case, move.action)


def _ways_of_the_office() -> Iterator[Step]:
    """All actions, each with the evidence that it needs."""
    for user in ("operator", "manager"):
        role = f"CFM {user.capitalize()}"
        for turn, walk in enumerate(walks(moves(WORKFLOW, CASEWORKER, role), "New"), 1):
            case = f"{user}_{turn}"
            yield from a_case_with_consent(case, user)
            yield from _take(user, walk, case, "original")


def _ways_of_the_handlers() -> Iterator[Step]:
    for user, role in HANDLERS.items():
        yield a_case(f"original_{user}", user, category=RESTRICTED[user])
        for turn, walk in enumerate(walks(moves(WORKFLOW, CASEWORKER, role), "New"), 1):
            case = f"{user}_{turn}"
            yield from a_case_with_consent(case, user, category=RESTRICTED[user])
            yield read(
                f"{user}: the case {turn} as recorded",
                user,
                "Case",
                case,
                take={"plan": "data.sop_steps"},
            )
            yield change(f"steps of {case}", user, "Case", case, _all_done, quiet=True)
            yield from _take(user, walk, case, f"original_{user}")


def _all_done(var: dict[str, object]) -> dict[str, object]:
    rows = var["plan"]
    assert isinstance(rows, list)
    return {"sop_steps": [{**row, "done": 1, "note": "Not needed"} for row in rows]}


def _at(state: str, save: str, user: str = "operator") -> Iterator[Step]:
    """Prepare a case in a state, from where it may be marked as a duplicate."""
    yield from a_case_with_consent(save, user, duplicate_of="{$original}")
    for number, move in enumerate(way(OFFICE, "New", state) or [], 1):
        yield from brought(user, save, move, number, "original")
        yield act(f"{save} {number}", user, "Case", save, move.action, quiet=True)


def _without_evidence() -> Iterator[Step]:
    """A state that nothing stands behind is refused, by action and by plain save."""
    yield from a_case_with_consent("bare_new")
    yield from _refused("answered without a word", "bare_new", "Answer", "Answered")
    yield from _refused("referred to nobody", "bare_new", "Refer", "Referred")
    yield from a_case_with_consent("bare")
    for action in ("Register", "Start Work"):
        yield act(f"bare: {action}", "operator", "Case", "bare", action, quiet=True)
    yield from _refused("resolved without words", "bare", "Resolve", "Resolved")
    yield a_referral("bare_asked", "bare")
    words = {"resolution": "Complément livré"}
    yield change("bare: words", "operator", "Case", "bare", words, quiet=True)
    yield from _refused("resolved while somebody is asked", "bare", "Resolve", "Resolved")
    yield act("revoked without a reason", "operator", "Referral", "bare_asked", "Revoke")
    reason = {"revocation_reason": "Réglé autrement"}
    yield change("bare: reason", "operator", "Referral", "bare_asked", reason, quiet=True)
    yield act("revoked with one", "operator", "Referral", "bare_asked", "Revoke")
    yield from _refused("referred to nobody any more", "bare", "Refer", "Referred")
    yield act("resolved", "operator", "Case", "bare", "Resolve")
    told = {"response_given": INFORMED["response_given"]}
    for label, values in (
        ("without a contact", told),
        ("after a call that nobody took", _contact("No answer")),
        ("without words", {"response_given": "", **_contact("Informed")}),
    ):
        if "contact_attempts" in values:
            yield from contact(f"bare: {label}", "operator", "bare", values, quiet=True)
        else:
            yield change(f"bare: {label}", "operator", "Case", "bare", values, quiet=True)
        yield from _refused(f"informed {label}", "bare", "Inform the Person", "Loop Closed")
    yield from contact("bare: told", "operator", "bare", INFORMED, quiet=True)
    for action in ("Inform the Person", "Close", "Reopen", "Start Work", "Resolve"):
        yield act(f"with evidence: {action}", "operator", "Case", "bare", action)
    yield from _refused(
        "informed by what was said before", "bare", "Inform the Person", "Loop Closed"
    )
    yield read("what was said before", "operator", "Case", "bare", keep="pick", pick=ATTEMPTS)


def _contact(outcome: str) -> dict[str, list[dict[str, str]]]:
    return {"contact_attempts": [{"outcome": outcome}]}


def _refused(label: str, case: str, action: str, state: str) -> Iterator[Step]:
    yield act(label, "operator", "Case", case, action)
    values = {"workflow_state": state}
    yield change(f"{label}, by a plain save", "operator", "Case", case, values)


def _offered_in_each_state() -> Iterator[Step]:
    known = list(dict.fromkeys(move.action for move in OFFICE))
    for state in states(WORKFLOW):
        save = "in_" + state.lower().replace(" ", "_")
        yield from _at(state, save)
        offered = {move.action for move in OFFICE if move.state == state}
        closed = [action for action in known if action not in offered]
        for user in EVERYBODY:
            yield actions(f"{state}: offered to {user}", user, "Case", save)
        for user in ("operator", "manager"):
            for action in closed:
                yield act(f"{state}: {action} by {user}", user, "Case", save, action)
        for user in (
            "aap",
            "gender",
            "analyst",
            "technician",
            "dataprotection",
            "psea",
            "focal",
            "none",
        ):
            action = min(offered)
            yield act(f"{state}: {action} by {user}", user, "Case", save, action)
        for user in ("operator", "manager", "dataprotection", "aap"):
            key = f"{state}: {user} writes into the case"
            pick = {"said": "data.description", **stand("data")}
            yield change(
                key, user, "Case", save, {"description": f"by {user}"}, keep="pick", pick=pick
            )


def _states_written_by_hand() -> Iterator[Step]:
    for state in states(WORKFLOW):
        save = "in_" + state.lower().replace(" ", "_")
        reachable = {move.next_state for move in OFFICE if move.state == state}
        for other in states(WORKFLOW):
            if other in reachable or other == state:
                continue
            values = {"workflow_state": other}
            yield change(
                f"{state} to {other} by a plain save",
                "operator",
                "Case",
                save,
                values,
                keep="pick",
                pick=stand("data"),
            )
    for user in ("operator", "manager", "dataprotection", "aap", "analyst", "technician", "none"):
        yield a_case(f"plain_{user}")
        yield change(
            f"an allowed move by a plain save of {user}",
            user,
            "Case",
            f"plain_{user}",
            {"workflow_state": "Registered"},
            keep="pick",
            pick=stand("data"),
        )
        body = {
            "doctype": "Case",
            "name": f"{{$plain_{user}}}",
            "fieldname": "workflow_state",
            "value": "Closed",
        }
        yield call(f"closed by set_value of {user}", user, SAVE, body)
    yield a_case("nowhere")
    for label, value in (("unknown", "Nowhere"), ("empty", ""), ("null", None), ("a number", 7)):
        yield change(
            f"a state that is {label}",
            "operator",
            "Case",
            "nowhere",
            {"workflow_state": value},
            keep="pick",
            pick=stand("data"),
        )
    for state in ("Registered", "Closed", "Nowhere", ""):
        values = {"description": "x", "workflow_state": state}
        yield new(
            f"recorded in the state '{state}'",
            "operator",
            "Case",
            values=values,
            keep="pick",
            pick=stand("data"),
        )
    stamps = {
        "phase": "Closed",
        "sla_status": "On track",
        "closed_on": "2020-01-01 00:00:00",
        "reopened_count": 9,
    }
    yield change(
        "what only the app writes",
        "operator",
        "Case",
        "nowhere",
        stamps,
        keep="pick",
        pick=stand("data"),
    )


def _ends() -> Iterator[Step]:
    """Asking for actions on what is not there, in bulk, and what is written about it all."""
    yield act("an unknown action", "operator", "Case", "nowhere", "Nonsense")
    yield act("an empty action", "operator", "Case", "nowhere", "")
    yield act("an action on no case", "operator", "Case", "no_such_case", "Register")
    yield a_case("bulk_1")
    yield a_case("bulk_2")
    W = "frappe.model.workflow."
    docs = '[{"doctype": "Case", "name": "{$bulk_1}"}, {"doctype": "Case", "name": "{$bulk_2}"}]'
    for user in ("operator", "aap", "none"):
        body = {"docs": docs, "doctype": "Case"}
        yield call(
            f"actions common to two cases, {user}",
            user,
            W + "get_common_transition_actions",
            body,
            sort="message",
        )
    trail = {
        "fields": ["comment_type", "content", "owner"],
        "order_by": "creation asc",
        "limit": 50,
    }
    for user in ("operator", "manager", "aap", "focal", "none"):
        filters = {
            "reference_doctype": "Case",
            "reference_name": "{$operator_1}",
            "comment_type": "Workflow",
        }
        yield get(
            f"what the trail says to {user}",
            user,
            address("Comment"),
            {**trail, "filters": filters},
        )
    for user in ("operator", "manager", "technician", "none"):
        yield get(
            f"the workflow as read by {user}",
            user,
            address("Workflow", "CFM Case"),
            keep="pick",
            pick={"states": "data.states.*.state", "active": "data.is_active"},
        )
    filters = [["name", "in", ["{$operator_1}", "{$manager_1}"]]]
    yield listed(
        "where the cases of the ways stand", "aap", "Case", filters, ["name", *STAND.values()]
    )
