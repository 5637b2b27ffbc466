"""What monitors read over HTTP: states and figures, for the token of the site and for who sees the page."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import local

from .conftest import OPERATOR, Office

STATE = "/api/method/cfm_app.api.health.state"
METRICS = "/api/method/cfm_app.api.health.metrics"
TOKEN = "t0ken-of-a-monitor-that-nobody-guesses"
ACCOUNT, REASON = "SMS of N'Djamena", "The provider refuses +23566112233"


@pytest.fixture
def watched(office: Office) -> Office:
    """An office that a monitor looks at, with an account by which messages leave."""
    account = {"account_name": ACCOUNT, "adapter": "SMS", "in_sender": "from", "in_id": "id"}
    # What earlier tests of the package left of their accounts is no part of these figures.
    for row in office.rows("CFM Channel Account", enabled=1):
        office.set("CFM Channel Account", row.name, enabled=0)
    if not office.rows("CFM Channel Account", name=ACCOUNT):
        office.account(**account, out_url="https://gateway.example")
    told = {"enabled": 1, "last_error": None, "last_error_on": None}
    office.set("CFM Channel Account", ACCOUNT, **told)
    office.served.work(lambda: local.site_state.save_config(monitor_token=TOKEN))
    return office


def test_the_token_opens_and_nothing_else_does(watched: Office) -> None:
    guest = watched.served.guest()
    refused = guest.get(STATE)
    assert refused.status == 403
    for path in (STATE, METRICS):
        for given in ("", TOKEN[:-1], f"{TOKEN}x", "é" * 30):
            answer = guest.get(path, **{"X-Monitor-Token": given})
            assert (answer.status, answer.text) == (refused.status, refused.text)
        assert watched.served.logged_in(OPERATOR).get(path).status == 403
        assert watched.served.logged_in("leads@test.cfm").get(path).status in (200, 503)
        assert guest.get(path, **{"X-Monitor-Token": TOKEN}).status in (200, 503)


def test_a_short_token_opens_nothing(watched: Office) -> None:
    watched.served.work(lambda: local.site_state.save_config(monitor_token="short"))
    assert watched.served.guest().get(STATE, **{"X-Monitor-Token": "short"}).status == 403


def test_a_dead_account_is_told_without_its_name(watched: Office) -> None:
    guest = watched.served.guest()

    def part() -> dict[str, object]:
        parts = guest.get(STATE, **{"X-Monitor-Token": TOKEN}).json["parts"]
        return next(each for each in parts if each["part"] == "channel")

    assert (part()["state"], part()["well"]) == ("well", 1)

    def break_it() -> None:
        told = {"last_error": REASON, "last_error_on": "2026-01-02 03:04:05"}
        local.db.set_value("CFM Channel Account", ACCOUNT, told)

    watched.served.work(break_it)
    answer = guest.get(STATE, **{"X-Monitor-Token": TOKEN})
    assert (answer.status, answer.json["state"]) == (503, "failed")
    assert (part()["state"], part()["failed"]) == ("failed", 1)
    metrics = guest.get(METRICS, **{"X-Monitor-Token": TOKEN})
    assert metrics.status == 200
    assert (metrics.header("Content-Type") or "").startswith("text/plain; version=0.0.4")
    assert 'cfm_parts{part="channel",state="failed"} 1\n' in metrics.text
    for text in (answer.text, metrics.text):
        assert ACCOUNT not in text and REASON not in text


def test_each_line_is_one_that_prometheus_reads(watched: Office) -> None:
    text = watched.served.guest().get(METRICS, **{"X-Monitor-Token": TOKEN}).text
    assert text.endswith("\n")
    for line in text.splitlines():
        name, _space, value = line.rpartition(" ")
        assert line.startswith("# ") or (name.startswith("cfm_part") and float(value) >= 0), line
