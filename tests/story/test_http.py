"""One case from the phone call to the closed loop, by a plain HTTP client and three logins."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import cfm_app

from ..live import READ, Client, Server

SUMMARY = "Ration de mil incomplète depuis deux distributions, site de Baga Sola."
ALL_PURPOSES = (
    "Record",
    "Call back",
    "Share inside",
    "Share with partner",
    "Reporting",
    "Photo or audio",
)


@pytest.fixture
def operator(office: Server) -> Client:
    return Client(office.url, "operator@demo.cfm")


@pytest.fixture
def focal(office: Server) -> Client:
    return Client(office.url, "focal@demo.cfm")


@pytest.fixture
def manager(office: Server) -> Client:
    return Client(office.url, "manager@demo.cfm")


def new_case(operator: Client) -> str:
    channel = operator.list("CFM Channel", limit=1)[0]["name"]
    category = operator.list(
        "Case Category", filters='[["is_group","=",0],["category_name","like","%ration%"]]', limit=1
    )[0]["name"]
    return operator.create(
        "Case",
        channel=channel,
        category=category,
        speaker_relation="Self",
        sex="Female",
        age_group="18-59",
        description="La dame dit que la ration de mil est incomplète.",
    )["name"]


def consent(operator: Client, case: str, **decisions: str) -> str:
    """A consent with every purpose decided one by one."""
    partner = operator.list("CFM Partner", limit=1)[0]["name"]
    rows = [
        {
            "purpose": purpose,
            "decision": decisions.get(purpose.lower().replace(" ", "_"), "Refused"),
            "partner": partner if purpose == "Share with partner" else None,
        }
        for purpose in ALL_PURPOSES
    ]
    given = {"giver": "Self", "method": "Oral", "statement": READ, "purposes": rows}
    name = operator.create("Consent", cfm_case=case, **given)["name"]
    operator.act("Consent", name, "Record Decision")
    return name


def refer(operator: Client, case: str, **values: str) -> str:
    return operator.create(
        "Referral",
        cfm_case=case,
        functional_area="Logistique",
        focal_point="focal@demo.cfm",
        reason="À vérifier à l'entrepôt",
        shared_summary=SUMMARY,
        **values,
    )["name"]


def test_the_whole_way(operator: Client, focal: Client) -> None:
    case = new_case(operator)
    consent(operator, case, record="Granted", call_back="Granted", share_inside="Granted")
    operator.act("Case", case, "Register")
    referral = refer(operator, case)
    operator.act("Case", case, "Refer")

    seen = focal.get("Referral", referral)
    assert seen["shared_summary"] == SUMMARY
    focal.refused("GET", f"/api/resource/Case/{case}")

    focal.act("Referral", referral, "Accept")
    focal.change("Referral", referral, response="Complément livré le 12 au site.")
    focal.act("Referral", referral, "Answer")
    assert operator.get("Referral", referral)["workflow_state"] == "Done"

    operator.change("Case", case, resolution="Le complément de ration a été livré.")
    operator.act("Case", case, "Resolve")
    doc = operator.get("Case", case)
    attempt = {"outcome": "Informed"}
    rows = [*doc.get("contact_attempts", []), attempt]
    operator.change("Case", case, contact_attempts=rows, response_given="Passez jeudi.")
    operator.act("Case", case, "Inform the Person")
    closed = operator.act("Case", case, "Close")
    assert closed["workflow_state"] == "Closed"
    assert closed["phase"] == "Closed"
    assert closed["informed_on"] and closed["resolved_on"] and closed["closed_on"]
    tells_who_did_what(operator, case)


def tells_who_did_what(operator: Client, case: str) -> None:
    answer = operator.request(
        "GET", "/api/method/frappe.desk.form.load.getdoc", params={"doctype": "Case", "name": case}
    )
    docinfo = answer.json()["docinfo"]
    trail = sorted(docinfo["workflow_logs"], key=lambda row: row["creation"])
    states = ["Registered", "Referred", "Resolved", "Loop Closed", "Closed"]
    french = in_french()
    assert [row["content"] for row in trail] == [french[state] for state in states]
    assert {row["owner"] for row in trail} == {"operator@demo.cfm"}
    assert any("workflow_state" in version["data"] for version in docinfo["versions"])


def in_french() -> dict[str, str]:
    """The words of the app in the language of the demo office's users."""
    file = Path(cfm_app.__file__).parent / "translations" / "fr.csv"
    with file.open(encoding="utf-8", newline="") as handle:
        return {row[0]: row[1] for row in csv.reader(handle)}


def test_the_form_asks_for_a_document_that_is_not_there_yet(operator: Client) -> None:
    """So does Frappe's desk at the address of a new document; any refusal would be shown."""
    parameters = {"doctype": "Case", "name": "new"}
    answer = operator.request("GET", "/api/method/frappe.desk.form.load.getdoc", params=parameters)
    assert answer.status_code == 200, answer.text
    assert "docs" not in answer.json()


def test_no_referral_without_consent(operator: Client) -> None:
    case = new_case(operator)
    before = len(operator.list("Referral", filters=f'[["cfm_case","=","{case}"]]'))
    consent(operator, case, record="Granted")
    answer = operator.refused(
        "POST",
        "/api/resource/Referral",
        json={"cfm_case": case, "functional_area": "Logistique", "shared_summary": SUMMARY},
    )
    assert "Traceback" not in answer.json().get("_server_messages", "")
    assert len(operator.list("Referral", filters=f'[["cfm_case","=","{case}"]]')) == before


def test_a_state_is_never_simply_written(operator: Client) -> None:
    case = new_case(operator)
    operator.refused("PUT", f"/api/resource/Case/{case}", json={"workflow_state": "Closed"})
    assert operator.get("Case", case)["workflow_state"] == "New"


def test_closing_needs_the_loop(operator: Client) -> None:
    case = new_case(operator)
    consent(operator, case, record="Granted", call_back="Granted", share_inside="Granted")
    operator.act("Case", case, "Register")
    operator.act("Case", case, "Start Work")
    operator.change("Case", case, resolution="Fait.")
    operator.act("Case", case, "Resolve")
    operator.cannot_act("Case", case, "Close")
    assert operator.get("Case", case)["workflow_state"] == "Resolved"


def test_the_receiver_alone_answers(operator: Client, manager: Client, focal: Client) -> None:
    case = new_case(operator)
    consent(operator, case, record="Granted", share_inside="Granted")
    operator.act("Case", case, "Register")
    referral = refer(operator, case)
    operator.cannot_act("Referral", referral, "Answer")
    manager.cannot_act("Referral", referral, "Accept")
    operator.refused("PUT", f"/api/resource/Referral/{referral}", json={"workflow_state": "Done"})
    focal.refused(
        "PUT", f"/api/resource/Referral/{referral}", json={"shared_summary": "autre chose"}
    )
    assert operator.get("Referral", referral)["workflow_state"] == "In Progress"


def test_a_decided_consent_is_evidence(operator: Client) -> None:
    case = new_case(operator)
    name = consent(operator, case, record="Granted")
    doc = operator.get("Consent", name)
    rows = [{**row, "decision": "Granted"} for row in doc["purposes"]]
    operator.refused("PUT", f"/api/resource/Consent/{name}", json={"purposes": rows})
    assert operator.get("Consent", name)["purposes"][-1]["decision"] == "Refused"


def test_a_guest_sees_nothing(office: Server, operator: Client) -> None:
    case = new_case(operator)
    guest = Client(office.url)
    guest.refused("GET", f"/api/resource/Case/{case}")
    guest.refused("GET", "/api/resource/Case")
