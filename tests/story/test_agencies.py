"""Two offices of ours exchange a referral, its answer and a withdrawal, and a month of data points, over a bad line.

With CFM_SITE_URL the one that refers is on a bench, and the other one is embedded.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator

from cfm_app.exchange.agencies import signing
from tests.clock import office_day

from ..line import Line
from ..live import READ, Client, Running, Server
from ..patterns import Patterns
from ..waiting import soon
from .test_two_processes import execute

hxl = pytest.importorskip("hxl", reason="libhxl is not installed")

PARTNER, CLASS = "Bureau partenaire", "EAS et harcèlement sexuel"
API = "cfm_app.api.agencies"
SUMMARY = "Une famille de cinq personnes sans ration depuis deux mois."
ANSWER = "Inscrite ; première ration lundi."
TODAY = office_day()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


@dataclass
class Office:
    """One office with its people and its agreement."""

    server: Server | Running
    line: Line
    """By which the other one reaches it."""
    agreement: str = ""
    own: str = ""
    """That of a restricted class."""

    def of(self, who: str) -> Client:
        return Client(self.server.url, f"{who}@demo.cfm")

    def admin(self) -> Client:
        if isinstance(self.server, Server):
            password = self.server.administrator_password()
        else:
            password = os.environ["CFM_ADMINISTRATOR_PASSWORD"]
        return Client(self.server.url, "Administrator", password)


@pytest.fixture(scope="module")
def offices(patterns: Patterns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    folder = tmp_path_factory.mktemp("agencies")
    with patterns.running_office(folder / "here") as first:
        second = patterns.office(folder / "there")
        here = Office(first, Line(first.url))
        _let_in(second, str(urlsplit(first.url).hostname))
        second.start()
        there = Office(second, Line(second.url))
        try:
            code, secret = _agree(here, there.line.url, "We send")
            _agree(there, here.line.url, "They send", code, secret)
            yield [here, there]
        finally:
            second.stop()


def _let_in(office: Server, host: str) -> None:
    """Whoever runs the machine lets cases go to a server behind the same wall."""
    config = office.site / "site_config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    known["inner_servers"].append(host)
    config.write_text(json.dumps(known), encoding="utf-8")


def _agree(office: Office, address: str, direction: str, code: str = "", secret: str = "") -> Any:
    """An agreement by a manager and data protection; returns its code and secret."""
    admin = office.admin()
    if not admin.list("CFM Partner", filters=json.dumps({"partner_name": PARTNER})):
        admin.create("CFM Partner", partner_name=PARTNER, partner_type="UN agency", enabled=1)
    manager, guardian = office.of("manager"), office.of("dataprotection")
    values = _values(address, direction, code)
    office.agreement = manager.call(f"{API}.begin", values=values)["name"]
    name = office.agreement
    if secret:
        manager.call(f"{API}.enter_secret", name=name, secret=secret)
    else:
        secret = manager.call(f"{API}.make_secret", name=name)["secret"]
    manager.call(f"{API}.submit", name=name)
    guardian.call(f"{API}.agree", name=name)
    return manager.get("CFM Exchange Agreement", name)["code"], secret


def _values(address: str, direction: str, code: str) -> dict[str, Any]:
    return {
        "title": "Référencements et données",
        "purpose": "Que chacun aide là où il le peut",
        "partner": PARTNER,
        "direction": direction,
        "shares_points": 1,
        "shares_referrals": 1,
        "valid_from": str(TODAY - timedelta(days=1)),
        "valid_until": str(TODAY + timedelta(days=300)),
        "address": address,
        "code": code,
    }


def _referred(office: Office) -> tuple[str, str]:
    """Case and consent of a referral that an operator sends to the partner."""
    operator = office.of("operator")
    told = {"category": "Quantité de la ration", "description": "Sans ration"}
    case = operator.call("cfm_app.api.console.new_case", case=told)["case"]
    granted = {"decision": "Granted"}
    purposes = [
        {"purpose": "Record", **granted},
        {"purpose": "Share with partner", "partner": PARTNER, **granted},
    ]
    consent = operator.create("Consent", cfm_case=case, purposes=purposes, statement=READ)["name"]
    operator.act("Consent", consent, "Record Decision")
    referral = {"partner": PARTNER, "reason": "Ration", "shared_summary": SUMMARY}
    operator.call("cfm_app.api.cases.refer", case=case, referral=referral)
    return case, consent


def _messages(office: Office, **where: str) -> list[dict[str, Any]]:
    return office.admin().list(
        "CFM Exchange Message",
        filters=json.dumps(where),
        fields='["name","agreement","kind","state","attempts","cfm_case","error","payload"]',
        limit_page_length=0,
    )


def _try_again(office: Office) -> None:
    for each in _messages(office, state="Waiting", direction="Out"):
        office.of("manager").call(f"{API}.try_again", message=each["name"])


def test_a_referral_its_answer_and_a_withdrawal(offices: list[Office]) -> None:
    here, there = offices
    there.line.cut()
    case, _consent = _referred(here)
    soon(lambda: [each for each in _messages(here, kind="Referral") if each["error"]])
    there.line.mend()
    _try_again(here)
    [came] = soon(lambda: _messages(there, kind="Referral", state="Done"))
    manager = there.of("manager")
    assert SUMMARY in manager.get("Case", came["cfm_case"])["description"]
    manager.change("Case", came["cfm_case"], category="Quantité de la ration")
    for step in ("Register", "Start Work"):
        manager.act("Case", came["cfm_case"], step)
    here.line.cut()
    manager.call("cfm_app.api.cases.resolve", case=came["cfm_case"], resolution=ANSWER)
    # The jobs that run every few minutes anyway.
    assert isinstance(there.server, Server)
    for job in ("incoming.process_waiting", "outgoing.deliver_waiting"):
        execute(there.server.site, f"cfm_app.exchange.agencies.{job}")
    soon(lambda: [each for each in _messages(there, kind="Answer") if each["error"]])
    here.line.mend()
    _try_again(there)

    def answered() -> Any:
        where = {"cfm_case": case, "workflow_state": "Done"}
        fields = '["response"]'
        return here.of("operator").list("Referral", filters=json.dumps(where), fields=fields)

    assert soon(answered) == [{"response": ANSWER}]

    _case, consent = _referred(here)
    soon(lambda: len(_messages(there, kind="Referral", direction="In")) == 2)
    soon(lambda: not _messages(there, state="Waiting"))
    taken = {"consent": consent, "reason": "Ne veut plus"}
    here.of("operator").call("cfm_app.api.cases.withdraw", **taken)
    soon(lambda: _messages(there, kind="Referral", state="Taken back"))


def test_a_restricted_case_goes_by_the_agreement_of_its_class(offices: list[Office]) -> None:
    here, there = offices
    case, consent = _reported(here)
    _refer(here.of("psea"), case)
    where = {"kind": "Referral", "cfm_case": case}
    assert _messages(here, **where) == []
    code, secret = _open_class(here, there.line.url, "We send")
    _open_class(there, here.line.url, "They send", code, secret)
    _refer(here.of("psea"), case)
    [sent] = soon(lambda: _messages(here, state="Delivered", **where))
    [came] = [each for each in _messages(there, kind="Referral") if each["agreement"] == there.own]
    assert (came["state"], came["payload"]) == ("Done", None)
    psea, there_case = there.of("psea"), came["cfm_case"]
    [report] = psea.list("Sensitive Report", filters=json.dumps({"cfm_case": there_case}))
    assert SUMMARY in psea.get("Sensitive Report", report["name"])["description"]
    for who in ("manager", "operator", "dataprotection", "fraud"):
        there.of(who).refused("GET", f"/api/resource/Case/{there_case}")
        page = there.of(who).request("GET", f"/cfm/exchange-agreement?name={there.own}")
        assert there_case not in page.text
    psea_page = psea.request("GET", f"/cfm/exchange-agreement?name={there.own}")
    assert psea_page.status_code == 200 and there_case in psea_page.text
    taken = {"consent": consent, "reason": "Ne veut plus"}
    here.of("psea").call("cfm_app.api.cases.withdraw", **taken)
    soon(lambda: _messages(there, state="Taken back", cfm_case=there_case))
    assert sent["error"] is None


def _open_class(
    office: Office, address: str, direction: str, code: str = "", secret: str = ""
) -> Any:
    """The agreement of the class of abuse, agreed by data protection and by a handler of the class."""
    manager, guardian, handler = (office.of(who) for who in ("manager", "dataprotection", "psea"))
    values = _values(address, direction, code)
    values |= {"title": "Réseau PEAS", "shares_points": 0, "restricted_class": CLASS}
    office.own = name = manager.call(f"{API}.begin", values=values)["name"]
    if secret:
        manager.call(f"{API}.enter_secret", name=name, secret=secret)
    else:
        secret = manager.call(f"{API}.make_secret", name=name)["secret"]
    manager.call(f"{API}.submit", name=name)
    assert guardian.call(f"{API}.agree", name=name) == {"waits": True}
    where = json.dumps({"ref_name": name, "state": "Waiting"})
    [request] = handler.list("CFM Access Request", filters=where)
    doc = {"doctype": "CFM Access Request", "name": request["name"]}
    guardian.refused("POST", "/api/method/cfm_app.api.access_requests.agree", json={"doc": doc})
    handler.call("cfm_app.api.access_requests.agree", doc=doc)
    return manager.get("CFM Exchange Agreement", name)["code"], secret


def _reported(office: Office) -> tuple[str, str]:
    """A case of abuse with the person's consent to share it with the partner."""
    told = {"category": "Exploitation ou abus sexuel", "description": "Ce que la personne a dit"}
    case = office.of("operator").call("cfm_app.api.console.new_case", case=told)["case"]
    granted = {"decision": "Granted"}
    purposes = [
        {"purpose": "Record", **granted},
        {"purpose": "Share with partner", "partner": PARTNER, **granted},
    ]
    handler = office.of("psea")
    consent = handler.create("Consent", cfm_case=case, purposes=purposes, statement=READ)["name"]
    handler.act("Consent", consent, "Record Decision")
    return case, consent


def _refer(handler: Client, case: str) -> None:
    told = {"partner": PARTNER, "reason": "Soutien", "shared_summary": SUMMARY}
    handler.create("Referral", cfm_case=case, **told)


def test_a_month_of_data_points(offices: list[Office], tmp_path: Path) -> None:
    here, there = offices
    manager, name = here.of("manager"), here.agreement
    code = manager.get("CFM Exchange Agreement", name)["code"]
    secret = manager.call(f"{API}.make_secret", name=name)["secret"]
    there.of("manager").call(f"{API}.enter_secret", name=there.agreement, secret=secret)
    assert _asked(here, code, secret, {"month": MONTH}).json() == {"error": "missing"}
    manager.call(f"{API}.prepare", name=name, month=MONTH)
    [row] = manager.list("CFM Exchange File", fields='["name","rows_told"]')
    manager.call(f"{API}.release", file=row["name"])
    told = _asked(here, code, secret, {"month": MONTH, "format": "csv"})
    assert told.status_code == 200 and told.content.count(b"\r\n") == row["rows_told"] + 2
    published = f"{here.server.url}/assets/cfm_app/schemas/data-points-1.json"
    schema = Draft202012Validator(requests.get(published, timeout=30).json())
    points = _asked(here, code, secret, {"month": MONTH, "format": "json"}).json()
    schema.validate(points)
    assert _read_by_others(tmp_path / "month.csv", told.content) == _by_category(points["points"])
    assert _asked(here, code, "x" * 40, {"month": MONTH}).json() == {"error": "unsigned"}


def _read_by_others(file: Path, content: bytes) -> Counter[str | None]:
    """The cases of each category, as the library of the Humanitarian Exchange Language reads them."""
    file.write_bytes(content)
    source = hxl.data(str(file), hxl.InputOptions(allow_local=True)).cache()
    assert len(source.get_value_set("#meta+id")) == len(list(source))
    counted = source.count("#subject+main")
    return Counter({row.get("#subject+main"): int(row.get("#meta+count")) for row in counted})


def _by_category(points: list[dict[str, Any]]) -> Counter[str | None]:
    return Counter(point["main_category"] for point in points)


def _asked(office: Office, code: str, secret: str, asked: dict[str, str]) -> requests.Response:
    body = json.dumps(asked).encode()
    moment, nonce = str(int(time.time())), "n" * 16 + str(time.monotonic_ns())
    signature = signing.signature(secret, moment, nonce, "data_points", body)
    headers = {
        signing.AGREEMENT: code,
        signing.TIME: moment,
        signing.NONCE: nonce,
        signing.SIGNATURE: f"{signing.PREFIX}{signature}",
        "Content-Type": "application/json",
    }
    path = f"{office.server.url}/api/method/{API}.data_points"
    return requests.post(path, data=body, headers=headers, timeout=60)
