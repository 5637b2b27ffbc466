"""Links to one referral, over HTTP: what they open, to whom, how often, and what an attacker learns of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
import requests

from ..live import READ, Client, Server
from ..mailbox import Mailbox, account, listening
from ..patterns import Patterns

pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
    pytest.mark.embedded("an office of its own, whose machine lets the mail server be reached"),
]

FOCAL, OPERATOR, HANDLER, OTHER = (
    f"{name}@demo.cfm" for name in ("focal", "operator", "psea", "fraud")
)
LIST = "/cfm/approvals"
LINK = re.compile(r"/cfm/approvals\?k=([\w.-]+)")
PURPOSES = ("Record", "Call back", "Share inside")
USED, GONE, INVALID = "a servi", "ne vous attend plus", "pas valable"
_numbers = count(1)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns, mailbox: tuple[Mailbox, int]
) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("links") / "office").start()
    try:
        chief = Client(server.url, "Administrator", server.administrator_password())
        chief.create("Email Account", **account(mailbox[1]))
        chief.change("User", FOCAL, simultaneous_sessions=50)
        given = {"referral_told_by": "E-mail", "act_link_hours": 5}
        chief.ok("PUT", "/api/resource/CFM Settings/CFM Settings", json=given)
        yield server
    finally:
        server.stop()


@pytest.fixture
def box(mailbox: tuple[Mailbox, int]) -> Mailbox:
    return mailbox[0]


def refer(server: Server, **more: Any) -> str:
    """Something waits for the focal point from now on."""
    given = {
        "case": {
            "category": "Quantité de la ration",
            "channel": "Ligne verte",
            "description": "Zibeline",
        },
        "consent": {
            "statement": READ,
            "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
        },
        "referral": {"focal_point": FOCAL, "shared_summary": f"Zibeline {next(_numbers)}"},
        "outcome": "refer",
        **more,
    }
    made = Client(server.url, OPERATOR).call("cfm_app.api.console.new_case", **given)
    return str(made["referral"])


def mailed(box: Mailbox, before: int, address: str = FOCAL) -> tuple[str, str]:
    """The link of the next mail, and all that the mail says."""
    mail = box.wait_for(address, before + 1)
    said = "\n".join(
        str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"
    )
    found = LINK.search(said)
    assert found, said
    return found[1], f"{mail.as_string()}\n{said}"


@pytest.fixture
def waiting(server: Server, box: Mailbox) -> tuple[str, str]:
    """A referral that waits, and the link that its receiver was sent."""
    before = len(box.to(FOCAL))
    referral = refer(server)
    link, said = mailed(box, before)
    assert referral not in said and "Zibeline" not in said
    return referral, link


def page(client: Client, link: str) -> requests.Response:
    return client.http.get(
        f"{client.url}{LIST}",
        params={"k": link},
        headers={"Accept": "text/html"},
        allow_redirects=False,
        timeout=30,
    )


def cards(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text[:500]
    return re.findall(r'<article class="card" data-name="([^"]+)"', answer.text)


def told(answer: requests.Response) -> str:
    """What the page says of the link; empty if it opened."""
    found = re.search(r'id="link">(.*?)</p>', answer.text, re.DOTALL)
    return found[1].replace("&#39;", "'") if found else ""


def test_it_opens_one_referral_and_is_used_up_by_its_answer(
    server: Server, waiting: tuple[str, str]
) -> None:
    referral, link = waiting
    refer(server)
    focal = Client(server.url, FOCAL)
    for _again in range(2):
        answer = page(focal, link)
        assert (cards(answer), told(answer)) == ([referral], "")
        assert answer.headers["Cache-Control"] == "no-store"
    focal.call("cfm_app.api.approvals.answer", name=referral, response="Livré.")
    answer = page(focal, link)
    assert USED in told(answer)
    # It leads on to the list.
    assert cards(answer) and referral not in cards(answer)


def test_before_the_log_in_every_link_looks_the_same(
    server: Server, waiting: tuple[str, str]
) -> None:
    _referral, link = waiting
    guest = Client(server.url)
    made_up = f"{'x' * 22}.{'y' * 22}"
    seen = [page(guest, each) for each in (link, made_up)]
    shapes = {
        (each.status_code, each.headers["Location"].replace(key, "KEY"), len(each.content))
        for each, key in zip(seen, (link, made_up), strict=True)
    }
    assert len(shapes) == 1, shapes
    [(status, location, _length)] = shapes
    assert status in (301, 302)
    # After the log-in it goes on where it led.
    assert location.startswith("/login?redirect-to=") and "KEY" in location


def test_it_says_nothing_to_anybody_else(server: Server, waiting: tuple[str, str]) -> None:
    referral, link = waiting
    made_up = f"{'x' * 22}.{'y' * 22}"
    for user in (HANDLER, OTHER):
        other = Client(server.url, user)
        own, unknown = page(other, link), page(other, made_up)
        assert told(own) == told(unknown) and INVALID in told(own)
        assert referral not in own.text
        strip = re.compile(
            r"nonce=\"[^\"]+\"|content=\"[^\"]{16,}\"|x{22}\.y{22}|" + re.escape(link)
        )
        assert strip.sub("", own.text) == strip.sub("", unknown.text)
    # Nor is it used up by their looking at it.
    assert cards(page(Client(server.url, FOCAL), link)) == [referral]


def test_a_changed_link_is_refused(server: Server, waiting: tuple[str, str]) -> None:
    _referral, link = waiting
    focal = Client(server.url, FOCAL)
    secret, _dot, signature = link.partition(".")
    flipped = ("A" if link[3] != "A" else "B").join((link[:3], link[4:]))
    halves = (flipped, f"{secret}.{secret}", f"{signature}.{secret}", secret, link[:-1])
    for changed in (*halves, "'", "../../x", "%00", link + "x", "é" * 22):
        answer = page(focal, changed)
        assert INVALID in told(answer) and cards(answer)


def test_two_at_once_answer_once(server: Server, waiting: tuple[str, str]) -> None:
    referral, link = waiting
    focal = [Client(server.url, FOCAL) for _each in range(4)]
    for client in focal:
        assert cards(page(client, link)) == [referral]

    def answer(at: int) -> int:
        return (
            focal[at]
            .request(
                "POST",
                "/api/method/cfm_app.api.approvals.answer",
                json={"name": referral, "response": f"Réponse {at}"},
            )
            .status_code
        )

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(answer, range(4)))
    assert came.count(200) == 1, came
    stored = focal[0].get("Referral", referral)
    assert stored["response"] == f"Réponse {came.index(200)}"
    for client in focal:
        assert USED in told(page(client, link))


def test_after_a_withdrawal_it_says_so(server: Server, waiting: tuple[str, str]) -> None:
    referral, link = waiting
    focal, operator = Client(server.url, FOCAL), Client(server.url, OPERATOR)
    operator.change("Referral", referral, revocation_reason="Plus nécessaire")
    operator.act("Referral", referral, "Revoke")
    answer = page(focal, link)
    assert GONE in told(answer) and referral not in cards(answer)
    refused = focal.request(
        "POST", "/api/method/cfm_app.api.approvals.accept", json={"name": referral}
    )
    assert refused.status_code in (403, 404, 417)


def test_of_a_restricted_case_mail_and_address_tell_nothing(server: Server, box: Mailbox) -> None:
    operator, handler = Client(server.url, OPERATOR), Client(server.url, HANDLER)
    before = len(box.to(OTHER)) + len(box.to(HANDLER))
    case = operator.create(
        "Case", category="Exploitation ou abus sexuel", description="Zibeline violette"
    )["name"]
    chief = Client(server.url, "Administrator", server.administrator_password())
    made = chief.create(
        "Referral",
        cfm_case=case,
        focal_point=HANDLER,
        shared_summary="Zibeline violette",
        override_basis="Vital interest",
        override_reason="Danger",
    )["name"]
    assert len(box.to(OTHER)) + len(box.to(HANDLER)) >= before
    link, said = mailed(box, 0, HANDLER)
    for word in (made, case, "Zibeline", "Exploitation", "sexuel"):
        assert word not in said
    assert cards(page(handler, link)) == [made]
    assert "data-restricted" in page(handler, link).text
    printed = server.printed()
    assert made not in printed and "Zibeline" not in printed
    # Whoever else handles restricted cases learns nothing by it.
    assert INVALID in told(page(Client(server.url, OTHER), link))


def test_the_table_has_no_door(server: Server, waiting: tuple[str, str]) -> None:
    for user in (OPERATOR, FOCAL, HANDLER, "manager@demo.cfm"):
        client = Client(server.url, user)
        client.refused("GET", "/api/resource/CFM Act Link")
        client.refused("POST", "/api/resource/CFM Act Link", json={"user": FOCAL})
