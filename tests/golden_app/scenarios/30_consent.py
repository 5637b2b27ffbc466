"""Consent: asked purpose by purpose, kept as evidence, withdrawn, replaced; what passes the gate."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.walks import moves, shipped
from tests.golden_app.words import (
    EVERYBODY,
    ORDINARY,
    PARTNER,
    PURPOSES,
    RESTRICTED,
    a_case,
    a_consent,
    act,
    actions,
    change,
    decisions,
    listed,
    mail,
    new,
    read,
    stand,
)
from tests.golden_http.harness import Step, call, delete
from tests.live import READ

TOPIC = "consent: purposes, evidence, withdrawal, the gate before referrals"
WORKFLOW = shipped("cfm-consent")
SAID = {
    "state": "data.workflow_state",
    "purposes": "data.purposes.*.purpose",
    "decisions": "data.purposes.*.decision",
    "decided": "data.decided_on",
    "withdrawn": "data.withdrawn_on",
}
CASE = {"consent": "data.consent_status"}


def steps() -> Iterator[Step]:
    yield from _recording()
    yield from _deciding()
    yield from _every_role()
    yield from _evidence()
    yield from _gate()
    yield from _override()
    yield from _withdrawal()
    yield from _replacement()


def _values(case: str, **more: object) -> dict[str, object]:
    return {
        "cfm_case": f"{{${case}}}",
        "giver": "Self",
        "method": "Oral",
        "statement": READ,
        **more,
    }


def _recording() -> Iterator[Step]:
    yield a_case("asked")
    yield new(
        "an empty consent asks about every purpose",
        "operator",
        "Consent",
        "empty",
        values=_values("asked"),
    )
    yield read("the case has a draft", "operator", "Case", "asked", keep="pick", pick=CASE)
    twice = [{"purpose": "Record", "decision": "Granted"}] * 2
    for label, more in {
        "no case": {"cfm_case": None},
        "an unknown case": {"cfm_case": "CFM-2020-00001"},
        "a purpose twice": {"purposes": twice},
        "a partner who is not named": {
            "purposes": [{"purpose": "Share with partner", "decision": "Granted"}]
        },
        "an unknown partner": {
            "purposes": [
                {"purpose": "Share with partner", "decision": "Granted", "partner": "Nowhere"}
            ]
        },
        "two partners": {
            "purposes": [
                {"purpose": "Share with partner", "decision": "Granted", "partner": p}
                for p in (PARTNER, "UNICEF")
            ]
        },
        "an unknown purpose": {"purposes": [{"purpose": "Sell", "decision": "Granted"}]},
        "an unknown decision": {"purposes": [{"purpose": "Record", "decision": "Perhaps"}]},
        "a row without purpose": {"purposes": [{"decision": "Granted"}]},
        "a statement": {"statement": "Consentement général-fra-1.0"},
        "an unknown statement": {"statement": "Nowhere"},
        "the text itself": {"statement_text": "made up"},
        "its decision already": {
            "workflow_state": "Decided",
            "purposes": decisions(record="Granted"),
        },
        "a day of its own": {"decided_on": "2020-01-01 00:00:00"},
        "a guardian": {
            "giver": "Parent or guardian",
            "giver_relation": "mère",
            "assent_of_minor": "Yes",
        },
        "an unknown giver": {"giver": "Nobody"},
    }.items():
        yield a_case("try")
        yield new(f"a consent with {label}", "operator", "Consent", values=_values("try", **more))
    for user in (
        "manager",
        "dataprotection",
        "psea",
        "aap",
        "analyst",
        "focal",
        "technician",
        "none",
        "guest",
    ):
        yield new(
            f"recorded by {user}", user, "Consent", values=_values("asked"), keep="pick", pick=SAID
        )


def _deciding() -> Iterator[Step]:
    yield act("decided while everything is open", "operator", "Consent", "empty", "Record Decision")
    for number in range(1, len(PURPOSES)):
        rows = decisions(record="Granted")[:number]
        yield change(
            f"{number} purposes are answered",
            "operator",
            "Consent",
            "empty",
            {"purposes": rows},
            keep="pick",
            pick=SAID,
        )
    yield act("decided by the action", "operator", "Consent", "empty", "Record Decision")
    yield read("the decided consent", "operator", "Consent", "empty")
    for label, given in {
        "everything": dict.fromkeys(
            (
                "record",
                "call_back",
                "share_inside",
                "share_with_partner",
                "reporting",
                "photo_or_audio",
            ),
            "Granted",
        ),
        "a part": {"record": "Granted"},
        "nothing": {},
    }.items():
        case = label.replace(" ", "_")
        yield a_case(case)
        yield from a_consent(f"consent_{case}", case, **given)
        yield read(
            f"the case after {label} was granted", "operator", "Case", case, keep="pick", pick=CASE
        )
    yield a_case("by_hand")
    yield new(
        "a draft",
        "operator",
        "Consent",
        "by_hand_consent",
        values=_values("by_hand", purposes=decisions(record="Granted")),
        keep="pick",
        pick=SAID,
    )
    yield change(
        "decided by a plain save",
        "operator",
        "Consent",
        "by_hand_consent",
        {"workflow_state": "Decided"},
        keep="pick",
        pick=SAID,
    )
    yield change(
        "back to a draft by a plain save",
        "operator",
        "Consent",
        "by_hand_consent",
        {"workflow_state": "Draft"},
    )


def _every_role() -> Iterator[Step]:
    for user in EVERYBODY:
        yield actions(f"offered to {user} on a decided consent", user, "Consent", "empty")
    for role in (
        "CFM Operator",
        "CFM Manager",
        "CFM Data Protection",
        "CFM PSEA Focal Point",
        "CFM Fraud Focal Point",
        "CFM Protection Focal Point",
    ):
        user = {"CFM Data Protection": "dataprotection"}.get(role, role.split()[1].lower())
        category = RESTRICTED[user] if user in ("psea", "fraud", "protection") else ORDINARY
        case, consent = f"case_{user}", f"consent_{user}"
        yield a_case(case, "operator" if category == ORDINARY else user, category=category)
        values = _values(case, purposes=decisions(record="Granted"))
        yield new(
            f"{user}: a draft", user, "Consent", consent, values=values, keep="pick", pick=SAID
        )
        for move in moves(WORKFLOW, role):
            if move.action == "Withdraw":
                why = {"withdrawal_reason": "Craint des représailles"}
                yield change(f"{user}: the reason", user, "Consent", consent, why, quiet=True)
            yield act(f"{user}: {move.action}", user, "Consent", consent, move.action)
        yield read(f"{user}: in the end", user, "Consent", consent, keep="pick", pick=SAID)
        yield act(f"{user}: decided again", user, "Consent", consent, "Record Decision")
    for user in ("aap", "gender", "analyst", "technician", "focal", "none", "psea"):
        yield act(f"withdrawn by {user}", user, "Consent", "empty", "Withdraw")


def _evidence() -> Iterator[Step]:
    """What was decided is never rewritten, by whatever door."""
    for user in ("operator", "manager", "dataprotection"):
        for label, values in {
            "more is granted": {"purposes": decisions(record="Granted", call_back="Granted")},
            "a grant is refused": {"purposes": decisions()},
            "a row goes": {"purposes": decisions(record="Granted")[:3]},
            "a row comes": {
                "purposes": [
                    *decisions(record="Granted"),
                    {"purpose": "Record", "decision": "Refused"},
                ]
            },
            "another partner": {
                "purposes": [{**row, "partner": "UNICEF"} for row in decisions(record="Granted")]
            },
            "another method": {"method": "Written"},
            "another giver": {"giver": "Proxy"},
            "another text": {"statement_text": "made up"},
            "another day": {"decided_on": "2020-01-01 00:00:00"},
            "a state": {"workflow_state": "Draft"},
            "an unknown state": {"workflow_state": "Superseded"},
        }.items():
            yield change(
                f"{label}, by {user}",
                user,
                "Consent",
                "empty",
                values,
                keep="pick",
                pick={**SAID, "method": "data.method"},
            )
        body = {"doctype": "Consent", "name": "{$empty}", "fieldname": "method", "value": "Written"}
        yield call(f"set_value by {user}", user, "frappe.client.set_value", body)
        yield delete(f"deleted by {user}", user, "/api/resource/Consent/{$empty}")
    yield read(
        "it is as it was",
        "operator",
        "Consent",
        "empty",
        keep="pick",
        pick={**SAID, "method": "data.method"},
    )
    yield new(
        "a draft may go",
        "operator",
        "Consent",
        "draft",
        values=_values("asked"),
        keep="pick",
        pick=SAID,
    )
    for user in ("operator", "manager", "dataprotection"):
        yield delete(f"the draft deleted by {user}", user, "/api/resource/Consent/{$draft}")


def _refer(key: str, case: str, user: str = "operator", **more: object) -> Step:
    values = {
        "cfm_case": f"{{${case}}}",
        "functional_area": "Logistique",
        "focal_point": mail("focal"),
        "shared_summary": "Ration incomplète",
        **more,
    }
    return new(key, user, "Referral", values=values)


def _gate() -> Iterator[Step]:
    for label, given, partner in (
        ("no consent", None, None),
        ("no consent, to a partner", None, PARTNER),
        ("everything refused", {}, None),
        ("recording granted alone", {"record": "Granted"}, None),
        ("sharing inside", {"share_inside": "Granted"}, None),
        ("sharing inside, to a partner", {"share_inside": "Granted"}, PARTNER),
        ("sharing with the partner", {"share_with_partner": "Granted"}, PARTNER),
        ("sharing with the partner, to another", {"share_with_partner": "Granted"}, "UNICEF"),
        ("sharing with the partner, inside", {"share_with_partner": "Granted"}, None),
    ):
        case = "gate_" + label.replace(" ", "_").replace(",", "")
        yield a_case(case)
        if given is not None:
            yield from a_consent(f"{case}_consent", case, **given)
        yield _refer(f"referred with {label}", case, partner=partner)
    for label, expires in (("expired", "2020-01-01"), ("not expired", "2999-12-31")):
        case = "gate_" + label.replace(" ", "_")
        rows = [{**row, "expires_on": expires} for row in decisions(share_inside="Granted")]
        yield a_case(case)
        yield new(
            f"a consent that is {label}",
            "operator",
            "Consent",
            f"{case}_consent",
            values=_values(case, purposes=rows),
            keep="pick",
            pick=SAID,
        )
        yield act(f"{label}: decided", "operator", "Consent", f"{case}_consent", "Record Decision")
        yield _refer(f"referred with a consent that is {label}", case)
    yield a_case("later")
    yield from a_consent("first", "later", share_inside="Granted")
    yield from a_consent("second", "later")
    yield _refer("a later refusal takes a grant away", "later")
    yield a_case("undecided")
    yield new(
        "a grant that is not decided",
        "operator",
        "Consent",
        "open",
        values=_values("undecided", purposes=decisions(share_inside="Granted")),
        keep="pick",
        pick=SAID,
    )
    yield _refer("referred on a draft", "undecided")
    yield _refer("referred with a consent of another case", "undecided", consent="{$first}")


def _override() -> Iterator[Step]:
    yield a_case("override")
    both = {"override_basis": "Vital interest", "override_reason": "Danger immédiat"}
    for user in ("operator", "focal", "aap", "none"):
        yield _refer(f"without consent by {user}", "override", user, **both)
    yield _refer("without a reason", "override", "manager", override_basis="Vital interest")
    yield _refer("without a basis", "override", "manager", override_reason="x")
    yield _refer(
        "a blank reason",
        "override",
        "manager",
        override_basis="Vital interest",
        override_reason="  ",
    )
    yield _refer(
        "an unknown basis", "override", "manager", override_basis="Because", override_reason="x"
    )
    yield _refer(
        "another who authorised it", "override", "manager", **both, override_by=mail("operator")
    )
    yield _refer("with basis and reason by the manager", "override", "manager", **both)


def _withdrawal() -> Iterator[Step]:
    """Open referrals that rest on a consent end with it, and their receivers are told."""
    yield a_case("left")
    yield from a_consent(
        "leaving", "left", share_inside="Granted", share_with_partner="Granted", record="Granted"
    )
    for save, more in (("inside", {}), ("outside", {"partner": PARTNER}), ("finished", {})):
        values = {
            "cfm_case": "{$left}",
            "functional_area": "Logistique",
            "focal_point": mail("focal"),
            "shared_summary": "x",
            **more,
        }
        yield new(f"referral {save}", "operator", "Referral", save, values=values, quiet=True)
    yield act("one is accepted", "focal", "Referral", "outside", "Accept")
    yield change(
        "one is answered",
        "focal",
        "Referral",
        "finished",
        {"response": "Fait."},
        keep="pick",
        pick={"answer": "data.response"},
    )
    yield act("one is finished", "focal", "Referral", "finished", "Answer")
    rows = decisions(share_inside="Withdrawn", share_with_partner="Granted", record="Granted")
    yield change(
        "one purpose is withdrawn",
        "operator",
        "Consent",
        "leaving",
        {"purposes": rows, "withdrawal_reason": "Craint ses voisins"},
        keep="pick",
        pick=SAID,
    )
    yield change(
        "one purpose is withdrawn, by the manager",
        "manager",
        "Consent",
        "leaving",
        {"purposes": rows, "withdrawal_reason": "Craint ses voisins"},
        keep="pick",
        pick=SAID,
    )
    for save in ("inside", "outside", "finished"):
        yield read(
            f"{save} after a purpose was withdrawn",
            "operator",
            "Referral",
            save,
            keep="pick",
            pick=stand("data", {"state": "workflow_state", "on": "responded_on"}),
        )
    yield change(
        "a reason first",
        "operator",
        "Consent",
        "leaving",
        {"withdrawal_reason": "Craint des représailles"},
        keep="pick",
        pick={**SAID, "why": "data.withdrawal_reason"},
    )
    yield act("withdrawn", "operator", "Consent", "leaving", "Withdraw")
    for save in ("inside", "outside", "finished"):
        yield read(
            f"{save} after the withdrawal",
            "operator",
            "Referral",
            save,
            keep="pick",
            pick=stand("data", {"state": "workflow_state", "on": "responded_on"}),
        )
    yield read("the withdrawn consent", "operator", "Consent", "leaving")
    yield read("the case says so", "operator", "Case", "left", keep="pick", pick=CASE)
    filters = {
        "document_type": "Referral",
        "document_name": ["in", ["{$inside}", "{$outside}", "{$finished}"]],
    }
    for user in ("focal", "operator", "focal2", "manager"):
        yield listed(
            f"what {user} was told",
            user,
            "Notification Log",
            filters,
            ["subject", "document_name", "for_user"],
        )
    filters = {
        "reference_doctype": "Referral",
        "reference_name": "{$outside}",
        "comment_type": "Workflow",
    }
    yield listed(
        "what the trail of the referral says", "operator", "Comment", filters, ["content", "owner"]
    )
    yield _refer("no new referral", "left")


def _replacement() -> Iterator[Step]:
    yield a_case("twice")
    yield from a_consent("old", "twice", share_inside="Granted")
    values = {
        "cfm_case": "{$twice}",
        "functional_area": "Logistique",
        "focal_point": mail("focal"),
        "shared_summary": "x",
    }
    yield new(
        "a referral on the old one", "operator", "Referral", "resting", values=values, quiet=True
    )
    values = _values("asked", supersedes="{$old}", purposes=decisions())
    yield new(
        "replaces that of another case",
        "operator",
        "Consent",
        "foreign",
        values=values,
        keep="pick",
        pick=SAID,
    )
    yield act(
        "that is refused when it is decided", "operator", "Consent", "foreign", "Record Decision"
    )
    yield new(
        "a new one",
        "operator",
        "Consent",
        "fresh",
        values=_values("twice", supersedes="{$old}", purposes=decisions()),
        keep="pick",
        pick=SAID,
    )
    yield read("the old one still holds", "operator", "Consent", "old", keep="pick", pick=SAID)
    yield act("the new one is decided", "operator", "Consent", "fresh", "Record Decision")
    yield read("the old one is replaced", "operator", "Consent", "old", keep="pick", pick=SAID)
    yield read(
        "and what rested on it",
        "operator",
        "Referral",
        "resting",
        keep="pick",
        pick=stand("data", {"state": "workflow_state"}),
    )
    yield listed(
        "all consents of the case",
        "operator",
        "Consent",
        {"cfm_case": "{$twice}"},
        ["name", "workflow_state", "supersedes"],
    )
    yield change("the replaced one is changed", "manager", "Consent", "old", {"method": "Written"})
