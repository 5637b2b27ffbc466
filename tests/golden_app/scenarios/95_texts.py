"""What the app says in French and in Arabic when it refuses, and the words of states and labels."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.words import (
    ORDINARY,
    PARTNER,
    RESTRICTED,
    a_case,
    act,
    actions,
    change,
    decisions,
    mail,
    new,
    read,
)
from tests.golden_http.harness import Step, call, delete, get
from tests.live import READ

TOPIC = "refusals in French and Arabic"
N = "cfm_app.api.console."


def steps() -> Iterator[Step]:
    for user in ("operator", "french", "arabic"):
        yield from _refused(user)
    for language in ("fr", "ar", "en"):
        yield from _asked_for(language)


def _refused(user: str) -> Iterator[Step]:
    case, twin = f"case_{user}", f"twin_{user}"
    yield new(f"{user}: nothing told", user, "Case", values={})
    yield new(f"{user}: an unknown category", user, "Case", values={"category": "Nowhere"})
    yield a_case(case, user)
    yield a_case(twin, user)
    yield delete(f"{user}: a case deleted", user, f"/api/resource/Case/{{${case}}}")
    yield change(f"{user}: its own duplicate", user, "Case", case, {"duplicate_of": f"{{${case}}}"})
    yield change(f"{user}: a state by hand", user, "Case", case, {"workflow_state": "Closed"})
    yield act(f"{user}: an action of another state", user, "Case", case, "Resolve")
    yield act(f"{user}: answered without a word", user, "Case", case, "Answer")
    for action in ("Register", "Start Work"):
        yield act(f"{user}: {action}", user, "Case", case, action, quiet=True)
    yield act(f"{user}: referred to nobody", user, "Case", case, "Refer")
    yield act(f"{user}: resolved without words", user, "Case", case, "Resolve")
    yield change(f"{user}: what was done", user, "Case", case, {"resolution": "Livré"}, quiet=True)
    yield act(f"{user}: resolved", user, "Case", case, "Resolve", quiet=True)
    yield act(f"{user}: informed without a contact", user, "Case", case, "Inform the Person")
    yield act(f"{user}: the loop is not closed", user, "Case", case, "Close")
    yield change(
        f"{user}: lowered", user, "Case", case, {"sensitivity": "Protection"}, keep="status"
    )
    yield read(f"{user}: a stub", user, "Case", case)
    yield change(f"{user}: a stub is written", user, "Case", case, {"description": "x"})
    yield read(f"{user}: a name that is not there", user, "Case", "no_such_case")
    named = {"cfm_case": f"{{${twin}}}"}
    yield new(
        f"{user}: referred without consent",
        user,
        "Referral",
        values={**named, "shared_summary": "x"},
    )
    yield new(
        f"{user}: referred to a partner without consent",
        user,
        "Referral",
        values={**named, "shared_summary": "x", "partner": PARTNER},
    )
    yield new(
        f"{user}: referred by override",
        user,
        "Referral",
        values={**named, "override_basis": "Vital interest", "override_reason": "x"},
    )
    yield new(
        f"{user}: a purpose twice",
        user,
        "Consent",
        values={**named, "purposes": [{"purpose": "Record"}, {"purpose": "Record"}]},
    )
    yield new(
        f"{user}: a partner who is not named",
        user,
        "Consent",
        values={**named, "purposes": [{"purpose": "Share with partner", "decision": "Granted"}]},
    )
    consent = f"consent_{user}"
    yield new(f"{user}: a consent", user, "Consent", consent, values=named, quiet=True)
    yield act(f"{user}: decided too early", user, "Consent", consent, "Record Decision")
    yield change(
        f"{user}: answered",
        user,
        "Consent",
        consent,
        {"purposes": decisions(share_inside="Granted"), "statement": READ},
        quiet=True,
    )
    yield act(f"{user}: decided", user, "Consent", consent, "Record Decision", quiet=True)
    yield change(f"{user}: evidence is changed", user, "Consent", consent, {"method": "Written"})
    yield delete(f"{user}: evidence is deleted", user, f"/api/resource/Consent/{{${consent}}}")
    referral = f"referral_{user}"
    yield new(
        f"{user}: a referral",
        user,
        "Referral",
        referral,
        values={
            **named,
            "functional_area": "Logistique",
            "focal_point": mail("focal"),
            "shared_summary": "x",
        },
        quiet=True,
    )
    yield act(f"{user}: accepted by its sender", user, "Referral", referral, "Accept")
    yield act(f"{user}: revoked without a reason", user, "Referral", referral, "Revoke")
    yield delete(f"{user}: a referral deleted", user, f"/api/resource/Referral/{{${referral}}}")
    yield call(
        f"{user}: shared",
        user,
        "frappe.share.add",
        {"doctype": "Case", "name": f"{{${twin}}}", "user": mail("focal"), "read": 1},
    )
    yield call(
        f"{user}: rows are counted", user, "frappe.client.get_count", {"doctype": "Consent Purpose"}
    )
    yield actions(f"{user}: actions", user, "Case", twin)
    for category in (ORDINARY, RESTRICTED["psea"], "Nowhere"):
        yield call(
            f"{user}: what {category} means", user, N + "category_info", {"category": category}
        )
    yield call(f"{user}: a case that is not told", user, N + "new_case", {"case": {}})
    yield call(
        f"{user}: a case answered without a word",
        user,
        N + "new_case",
        {"case": {"category": ORDINARY}, "outcome": "answer"},
    )
    yield call(
        f"{user}: a case from the console",
        user,
        N + "new_case",
        {"case": {"category": ORDINARY}},
        keep="pick",
        pick={"state": "message.workflow_state", "label": "message.workflow_state_label"},
    )
    yield call(f"{user}: an import", user, "cfm_app.api.exchange.list_imports")
    yield call(f"{user}: defaults", user, "cfm_app.api.defaults.overview")
    trail = {
        "filters": {"reference_name": f"{{${case}}}", "comment_type": "Workflow"},
        "fields": ["content"],
        "order_by": "creation asc",
    }
    yield get(f"{user}: the trail", user, "/api/resource/Comment", trail)


def _asked_for(language: str) -> Iterator[Step]:
    """The language that a request names goes before that of the user."""
    query = {"_lang": language}
    yield get(
        f"a missing case asked for in {language}",
        "operator",
        "/api/resource/Case/CFM-2020-00001",
        query,
    )
    yield get(
        f"a missing case asked for by a guest in {language}",
        "guest",
        "/api/resource/Case/CFM-2020-00001",
        query,
    )
    yield get(f"a case refused in {language}", "focal", "/api/resource/Case/{$twin_french}", query)
    yield call(
        f"what is an outcome in {language}",
        "operator",
        N + "new_case",
        {"case": {"category": ORDINARY}, "outcome": "explode", **query},
    )
