"""A referral: to whom it goes, what its receiver sees and may change, every move by every role."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.evidence import CASEWORKER
from tests.golden_app.walks import Move, moves, shipped
from tests.golden_app.words import (
    EVERYBODY,
    ORDINARY,
    PARTNER,
    RESTRICTED,
    a_case,
    a_consent,
    a_referral,
    act,
    actions,
    address,
    change,
    listed,
    mail,
    new,
    read,
)
from tests.golden_http.harness import Step, ask, call, delete, get

TOPIC = "referrals: receivers, their answers, every move by every role"
WORKFLOW = shipped("cfm-referral")
RECEIVERS = {
    "focal": "CFM Focal Point",
    "aap": "CFM AAP Focal Point",
    "gender": "CFM Gender Focal Point",
    "psea": "CFM PSEA Focal Point",
    "fraud": "CFM Fraud Focal Point",
    "protection": "CFM Protection Focal Point",
    "dataprotection": "CFM Data Protection",
}
A = "cfm_app.api.approvals."
EVIDENCE = {
    "Revoke": {"revocation_reason": "Réglé autrement"},
    "Record Answer": {"response": "Livré, dit-il", "received_via": "Phone"},
}
STANDS = {
    "state": "data.workflow_state",
    "answer": "data.response",
    "why": "data.rejection_reason",
    "on": "data.responded_on",
    "by": "data.recorded_by",
    "via": "data.received_via",
}


def steps() -> Iterator[Step]:
    yield a_case("case", location="TD0701")
    yield from a_consent("consent", "case", share_inside="Granted", share_with_partner="Granted")
    yield from _addressed()
    yield from _seen()
    yield from _changed()
    yield from _moves_of_receivers()
    yield from _moves_of_the_office()
    yield from _refused_moves()
    yield from _approvals()
    yield from _deputies()


def _addressed() -> Iterator[Step]:
    """Area, receiver and due time come from the procedure of the case, unless they are given."""
    base = {"cfm_case": "{$case}", "shared_summary": "x"}
    for label, more in {
        "nothing more": {},
        "an area": {"functional_area": "Nutrition"},
        "an area without a focal point": {"functional_area": "Résilience"},
        "an unknown area": {"functional_area": "Nowhere"},
        "a receiver": {"focal_point": mail("focal2")},
        "a receiver who is none": {"focal_point": mail("none")},
        "an unknown receiver": {"focal_point": "nobody@golden.example"},
        "a partner": {"partner": PARTNER},
        "an unknown partner": {"partner": "Nowhere"},
        "a due time": {"due_on": "2099-01-01 09:00:00"},
        "no case": {"cfm_case": None},
        "a state": {"workflow_state": "Done"},
        "an answer": {"response": "made up", "responded_on": "2020-01-01 00:00:00"},
    }.items():
        yield new(f"referred with {label}", "operator", "Referral", values={**base, **more})
    for user in (
        "manager",
        "focal",
        "aap",
        "psea",
        "dataprotection",
        "analyst",
        "technician",
        "none",
        "guest",
    ):
        yield new(
            f"referred by {user}",
            user,
            "Referral",
            values=base,
            keep="pick",
            pick={"to": "data.focal_point", **STANDS},
        )


def _seen() -> Iterator[Step]:
    yield a_referral("seen", "case")
    for user in EVERYBODY:
        yield read(f"read by {user}", user, "Referral", "seen")
        yield listed(
            f"listed for {user}",
            user,
            "Referral",
            {"name": "{$seen}"},
            ["name", "cfm_case", "shared_summary"],
        )
        yield read(
            f"the case behind it, {user}",
            user,
            "Case",
            "case",
            keep="pick",
            pick={"name": "data.name", "said": "data.description"},
        )
    for user in ("focal", "focal2"):
        yield get(
            f"linked columns of the case, {user}",
            user,
            address("Referral"),
            {"filters": {"name": "{$seen}"}, "fields": ["name", "cfm_case.description as said"]},
        )
        form = {"doctype": "Referral", "name": "{$seen}"}
        yield ask(
            f"the form of {user}",
            user,
            "frappe.desk.form.load.getdoc",
            form,
            keep="pick",
            pick={
                "name": "docs.0.name",
                "summary": "docs.0.shared_summary",
                "rights": "docinfo.permissions",
            },
        )
        yield call(
            f"link to the case, {user}",
            user,
            "frappe.desk.search.search_link",
            {"doctype": "Case", "txt": ""},
        )


def _changed() -> Iterator[Step]:
    for user in ("focal", "operator", "manager", "focal2", "aap", "psea", "none"):
        save = f"changed_{user}"
        yield a_referral(save, "case")
        for label, values in {
            "the answer": {"response": "En cours."},
            "the answer, as told by phone": {"response": "Oui.", "received_via": "Phone"},
            "the reason for returning": {"rejection_reason": "Pas chez nous"},
            "the summary": {"shared_summary": "autre chose"},
            "the receiver": {"focal_point": mail("focal2")},
            "the due time": {"due_on": "2099-01-01 09:00:00"},
            "the partner": {"partner": "UNICEF"},
            "the case": {"cfm_case": "{$seen}"},
            "the moment of the answer": {"responded_on": "2020-01-01 00:00:00"},
            "a basis": {"override_basis": "Vital interest"},
        }.items():
            pick = {
                **STANDS,
                "summary": "data.shared_summary",
                "to": "data.focal_point",
                "due": "data.due_on",
                "partner": "data.partner",
            }
            yield change(
                f"{user} changes {label}", user, "Referral", save, values, keep="pick", pick=pick
            )
        yield delete(f"{user} deletes it", user, f"/api/resource/Referral/{{${save}}}")


def _ready(move: Move, save: str, user: str, case: str, owner: str) -> Iterator[Step]:
    """Prepare a referral from which a receiver can make a move."""
    yield a_referral(save, case, owner, user)
    values = {"response": "Fait.", "rejection_reason": "Pas chez nous"}
    yield change(f"{save} answered", user, "Referral", save, values, quiet=True)
    if move.state == "Accepted":
        yield act(f"{save} accepted", user, "Referral", save, "Accept", quiet=True)


def _moves_of_receivers() -> Iterator[Step]:
    for user, role in RECEIVERS.items():
        case, owner = f"case_{user}", "operator"
        if user in RESTRICTED:
            # Nobody answers what he sent himself, and this handler is the only one.
            owner = "Administrator"
            yield a_case(case, user, category=RESTRICTED[user])
            yield from a_consent(f"consent_{user}", case, user, share_inside="Granted")
        else:
            yield a_case(case, category=ORDINARY)
            yield from a_consent(f"consent_{user}", case, share_inside="Granted")
        for number, move in enumerate(moves(WORKFLOW, role), 1):
            save = f"{user}_{number}"
            yield from _ready(move, save, user, case, owner)
            yield act(
                f"{user}: {move.action} from {move.state}", user, "Referral", save, move.action
            )
            yield read(
                f"{user}: after {move.action} from {move.state}",
                user,
                "Referral",
                save,
                keep="pick",
                pick=STANDS,
            )
    yield a_referral("bare", "case")
    for action in ("Return", "Answer"):
        yield act(f"{action} without a word", "focal", "Referral", "bare", action)


def _moves_of_the_office() -> Iterator[Step]:
    for user in ("operator", "manager"):
        found = moves(WORKFLOW, f"CFM {user.capitalize()}")
        yield from _moves_of_senders(user, found, "case", "focal")
    # A handler sends and takes back what is asked about a restricted case.
    yield from _moves_of_senders("psea", moves(WORKFLOW, CASEWORKER), "case_psea", "psea2")
    yield a_referral("by_another", "case", "operator")
    yield act("revoked without a reason", "operator", "Referral", "by_another", "Revoke")
    yield act("recorded without an answer", "operator", "Referral", "by_another", "Record Answer")
    answer = {"response": "Fait."}
    yield change("an answer of the focal point's own", "focal", "Referral", "by_another", answer)
    yield act("recorded without a way", "operator", "Referral", "by_another", "Record Answer")


def _moves_of_senders(user: str, found: list[Move], case: str, to: str) -> Iterator[Step]:
    """The moves of whoever asked, each twice."""
    for number, move in enumerate(found, 1):
        save = f"{user}_asks_{number}"
        yield a_referral(save, case, user, to)
        if move.state == "Accepted":
            yield act(f"{save} accepted", to, "Referral", save, "Accept", quiet=True)
        if move.state == "Returned":
            why = {"rejection_reason": "Non"}
            yield change(f"{save} why", to, "Referral", save, why, quiet=True)
            yield act(f"{save} returned", to, "Referral", save, "Return", quiet=True)
        if values := EVIDENCE.get(move.action):
            yield change(f"{save} evidence", user, "Referral", save, values, quiet=True)
        key = f"{user}: {move.action} from {move.state}"
        yield act(key, user, "Referral", save, move.action)
        yield act(f"{key} again", user, "Referral", save, move.action)


def _refused_moves() -> Iterator[Step]:
    yield a_referral("closed_to_many", "case")
    for user in EVERYBODY:
        yield actions(f"offered to {user}", user, "Referral", "closed_to_many")
    for user in EVERYBODY:
        if user == "focal":
            continue
        for action in ("Accept", "Answer", "Return", "Send Again"):
            yield act(f"{action} by {user}", user, "Referral", "closed_to_many", action)
        for state in ("Accepted", "Done"):
            yield change(
                f"{state} by a plain save of {user}",
                user,
                "Referral",
                "closed_to_many",
                {"workflow_state": state},
            )
    yield change(
        "accepted by a plain save of the receiver",
        "focal",
        "Referral",
        "closed_to_many",
        {"workflow_state": "Accepted"},
        keep="pick",
        pick=STANDS,
    )
    yield change(
        "finished by a plain save without an answer",
        "focal",
        "Referral",
        "closed_to_many",
        {"workflow_state": "Done"},
    )
    yield change(
        "finished by a plain save",
        "focal",
        "Referral",
        "closed_to_many",
        {"workflow_state": "Done", "response": "Fait."},
        keep="pick",
        pick=STANDS,
    )
    for state in ("In Progress", "Revoked", "Nowhere"):
        yield change(
            f"{state} after it is done",
            "focal",
            "Referral",
            "closed_to_many",
            {"workflow_state": state},
        )
    yield change(
        "another answer after it is done",
        "focal",
        "Referral",
        "closed_to_many",
        {"response": "Autre."},
    )


def _approvals() -> Iterator[Step]:
    """The calls of the mobile page, also when a phone sends twice."""
    for save in ("one", "two", "three", "four"):
        yield a_referral(save, "case")
    named = {save: {"name": f"{{${save}}}"} for save in ("one", "two", "three", "four")}
    for user in ("focal", "focal2", "operator", "manager", "aap", "none", "guest"):
        pick = {
            "name": "message.*.name",
            "late": "message.*.is_late",
            "summary": "message.*.shared_summary",
        }
        yield call(f"what waits for {user}", user, A + "my_referrals", keep="pick", pick=pick)
        yield call(
            f"what {user} has answered",
            user,
            A + "my_referrals",
            {"done": True},
            keep="pick",
            pick=pick,
        )
        yield call(f"one for {user}", user, A + "get_referral", named["one"])
    yield call("answered without a word", "focal", A + "answer", {**named["one"], "response": " "})
    yield call(
        "returned without a word", "focal", A + "return_referral", {**named["one"], "reason": ""}
    )
    yield call("accepted by another", "focal2", A + "accept", named["one"])
    yield call("accepted by the sender", "operator", A + "accept", named["one"])
    yield ask("accepted by reading", "focal", A + "accept", named["one"])
    yield call("accepted", "focal", A + "accept", named["one"])
    yield call("accepted twice", "focal", A + "accept", named["one"])
    yield call("answered", "focal", A + "answer", {**named["one"], "response": "Complément livré."})
    yield call(
        "the same answer again",
        "focal",
        A + "answer",
        {**named["one"], "response": "Complément livré."},
    )
    yield call("another answer", "focal", A + "answer", {**named["one"], "response": "Rien."})
    yield call("accepted after the answer", "focal", A + "accept", named["one"])
    yield call(
        "returned", "focal", A + "return_referral", {**named["two"], "reason": "Pas chez nous"}
    )
    yield call(
        "the same return again",
        "focal",
        A + "return_referral",
        {**named["two"], "reason": "Pas chez nous"},
    )
    yield call("a name that is not there", "focal", A + "get_referral", {"name": "REF-2020-00001"})
    yield call("no name", "focal", A + "get_referral")
    yield act("sent again", "operator", "Referral", "two", "Send Again")
    yield call(
        "answered the second time", "focal", A + "answer", {**named["two"], "response": "Oui."}
    )
    yield call(
        "answered in the name of another, without a way",
        "operator",
        A + "answer",
        {**named["four"], "response": "Oui."},
    )
    yield call(
        "answered in the name of another",
        "operator",
        A + "answer",
        {**named["four"], "response": "Oui.", "received_via": "Phone"},
    )
    yield read("what was recorded", "operator", "Referral", "four", keep="pick", pick=STANDS)
    yield change("a reason", "operator", "Referral", "three", EVIDENCE["Revoke"], quiet=True)
    yield act("revoked", "operator", "Referral", "three", "Revoke")
    yield call(
        "answered after it was revoked",
        "focal",
        A + "answer",
        {**named["three"], "response": "Oui."},
    )
    yield read(
        "what the revoked one says to its receiver",
        "focal",
        "Referral",
        "three",
        keep="pick",
        pick=STANDS,
    )
    filters = {
        "document_type": "Referral",
        "document_name": ["in", ["{$one}", "{$two}", "{$three}"]],
    }
    for user in ("focal", "operator", "manager"):
        yield listed(
            f"what {user} was told",
            user,
            "Notification Log",
            filters,
            ["subject", "document_name", "type"],
        )


def _deputies() -> Iterator[Step]:
    """Somebody stands in for a focal point who is away."""
    point = {
        "user": mail("focal2"),
        "functional_area": "Cantines scolaires",
        "deputy": mail("focal"),
        "absent_from": "2020-01-01",
        "absent_to": "2999-01-01",
    }
    yield new(
        "an absence that ends before it begins",
        "manager",
        "CFM Focal Point",
        values={**point, "absent_to": "2025-01-01"},
    )
    yield new(
        "his own deputy", "manager", "CFM Focal Point", values={**point, "deputy": mail("focal2")}
    )
    yield new(
        "a focal point of a class without its role",
        "manager",
        "CFM Focal Point",
        values={**point, "sensitivity": "Protection"},
    )
    yield new("made by an operator", "operator", "CFM Focal Point", values=point)
    yield new(
        "a focal point who is away",
        "manager",
        "CFM Focal Point",
        "away",
        values=point,
        keep="pick",
        pick={"to": "data.user", "deputy": "data.deputy"},
    )
    values = {"cfm_case": "{$case}", "functional_area": "Cantines scolaires", "shared_summary": "x"}
    yield new(
        "goes to the deputy",
        "operator",
        "Referral",
        "to_deputy",
        values=values,
        keep="pick",
        pick={"to": "data.focal_point"},
    )
    yield a_referral("to_absent", "case", "operator", "focal2")
    pick = {"name": "message.*.name"}
    yield call("the deputy sees both", "focal", A + "my_referrals", keep="pick", pick=pick)
    yield read(
        "the deputy reads that of the absent one",
        "focal",
        "Referral",
        "to_absent",
        keep="pick",
        pick={"to": "data.focal_point"},
    )
    yield call("the deputy accepts it", "focal", A + "accept", {"name": "{$to_absent}"})
    yield change(
        "back at work",
        "manager",
        "CFM Focal Point",
        "away",
        {"absent_to": "2020-01-02"},
        keep="pick",
        pick={"to": "data.user"},
    )
    yield read("closed to the deputy again", "focal", "Referral", "to_absent", keep="status")
