"""What goes wrong at a desk gets the right status and a sentence; nothing is lost or half-written."""

from __future__ import annotations

import json

import pytest
import requests

from ..live import Client, Server

BIG = 30 * 1024 * 1024
CRASHES = pytest.mark.embedded("Frappe answers 500")


@pytest.fixture
def operator(office: Server) -> Client:
    return Client(office.url, "operator@demo.cfm")


def sentence(answer: requests.Response) -> str:
    """What the user reads; there must be something, and nothing of the inside."""
    body = answer.json()
    messages = [
        json.loads(each)["message"] for each in json.loads(body.get("_server_messages", "[]"))
    ]
    text = " ".join(messages) or body.get("_error_message") or body.get("message") or ""
    assert text, body
    assert "Traceback" not in answer.text and ".py" not in answer.text
    return text


@pytest.mark.parametrize(
    ("values", "status"),
    [
        pytest.param({"received_on": "le 32 mai"}, 417, marks=CRASHES),
        ({"channel": "Canal inconnu"}, 417),
        ({"description": ["liste"]}, 417),
        ({"source_id": "x" * 200}, 417),
        ({"sex": "Autre chose"}, 417),
        pytest.param({"follow_ups": "pas une liste"}, 417, marks=CRASHES),
    ],
)
def test_bad_values_are_refused_by_name(
    operator: Client, values: dict[str, object], status: int
) -> None:
    answer = operator.request("POST", "/api/resource/Case", json={"description": "x", **values})
    assert answer.status_code == status, answer.text[:500]
    sentence(answer)


@CRASHES
def test_malformed_json(operator: Client) -> None:
    answer = operator.request(
        "POST",
        "/api/resource/Case",
        data='{"description": ',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 417
    sentence(answer)


def test_script_in_text_is_text(operator: Client) -> None:
    doc = operator.create("Case", description="<script>alert(1)</script>bonjour")
    assert "<script>" not in operator.get("Case", doc["name"])["description"]


def test_a_file_that_is_too_large(operator: Client) -> None:
    answer = operator.request(
        "POST", "/api/method/upload_file", files={"file": ("gros.bin", b"0" * BIG)}
    )
    assert answer.status_code == 413


def test_two_operators_save_at_once(office: Server, operator: Client) -> None:
    other = Client(office.url, "operator2@demo.cfm")
    name = operator.create("Case", description="une personne")["name"]
    mine, theirs = operator.get("Case", name), other.get("Case", name)
    other.change("Case", name, information_given="par l'autre", modified=theirs["modified"])
    answer = operator.request(
        "PUT",
        f"/api/resource/Case/{name}",
        json={"information_given": "par moi", "modified": mine["modified"]},
    )
    assert answer.status_code == 417
    assert answer.json()["exc_type"] == "TimestampMismatchError"
    assert operator.get("Case", name)["information_given"] == "par l'autre"


def test_a_forged_token_and_a_missing_one(office: Server, operator: Client) -> None:
    stranger = Client(office.url)
    answer = stranger.request("GET", "/api/resource/Case", headers={"Authorization": "token a:b"})
    assert answer.status_code == 401
    operator.http.headers["X-Frappe-CSRF-Token"] = "forged"
    answer = operator.request("POST", "/api/resource/Case", json={"description": "x"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            "/files/../../site_config.json",
            marks=pytest.mark.embedded("on a bench the web server in front serves these files"),
        ),
        "/private/files/..%2F..%2Fsite_config.json",
        "/private/files/x.pdf",
    ],
)
def test_path_tricks_lead_nowhere(office: Server, operator: Client, path: str) -> None:
    prepared = requests.Request("GET", office.url + path).prepare()
    prepared.url = office.url + path
    answer = operator.http.send(prepared, timeout=10)
    assert answer.status_code in (400, 403, 404)
    assert "encryption_key" not in answer.text


@pytest.mark.embedded("Frappe answers 500 and locks the address too")
def test_a_wrong_password_twenty_times(office: Server) -> None:
    stranger = Client(office.url)
    answers = [
        stranger.request(
            "POST", "/api/method/login", json={"usr": "gender@demo.cfm", "pwd": f"no{number}"}
        )
        for number in range(20)
    ]
    assert {answer.status_code for answer in answers} <= {401, 429}
    right = stranger.request(
        "POST", "/api/method/login", json={"usr": "gender@demo.cfm", "pwd": "demo"}
    )
    assert right.status_code in (401, 429)
    assert Client(office.url, "operator@demo.cfm").list("Case", limit=1)
