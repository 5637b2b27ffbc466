"""Two people save or take one case at the same moment: one is told, whatever the database is set to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import requests

from ..leaks.cast import EXTRA_PASSWORD, administrator
from ..live import Client, Running, Server

PAIRS = 12
PEOPLE = ("operator@demo.cfm", "operator2@demo.cfm")
EACH = 5
TOLD = (409, 417)
HANDLERS = 16


def test_of_two_saves_one_is_refused_in_words(office: Server | Running) -> None:
    people = [Client(office.url, user) for user in PEOPLE]
    case = people[0].create("Case", category="Quantité de la ration", description="Premier")["name"]
    for number in range(PAIRS):
        loaded, gate = people[0].get("Case", case), Barrier(2)

        def save(client: Client) -> int:
            gate.wait()  # noqa: B023
            changed = {**loaded, "description": f"{number} {id(client)}"}  # noqa: B023
            answer = client.request("PUT", f"/api/resource/Case/{case}", json=changed)
            assert answer.status_code in (200, *TOLD), answer.text[:500]
            return answer.status_code

        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(save, people))
        assert statuses.count(200) == 1, statuses


def test_of_two_who_take_a_case_one_hears_who_has_it(office: Server | Running) -> None:
    people = {user: Client(office.url, user) for user in PEOPLE}
    for number in range(PAIRS):
        given = {"category": "Quantité de la ration", "description": f"À prendre {number}"}
        case, gate = people[PEOPLE[0]].create("Case", **given)["name"], Barrier(2)

        def take(client: Client) -> requests.Response:
            gate.wait()  # noqa: B023
            asked = {"case": case}  # noqa: B023
            return client.request("POST", "/api/method/cfm_app.api.cases.take", json=asked)

        with ThreadPoolExecutor(2) as pool:
            answers = dict(zip(people, pool.map(take, people.values()), strict=True))
        owner = people[PEOPLE[0]].get("Case", case)["case_owner"]
        [loser] = set(people) - {owner}
        assert answers[owner].status_code == 200, answers[owner].text
        assert answers[loser].status_code in TOLD, answers[loser].text
        assert answers[owner].json()["message"]["name"] in answers[loser].text


def test_many_who_record_at_once_are_all_answered(office: Server | Running) -> None:
    clients = [Client(office.url, user) for user in PEOPLE * 2]
    gate = Barrier(len(clients))

    def record(client: Client) -> list[int]:
        gate.wait()
        given = {"category": "Quantité de la ration", "description": "En même temps"}
        return [
            client.request("POST", "/api/resource/Case", json=given).status_code
            for _number in range(EACH)
        ]

    with ThreadPoolExecutor(len(clients)) as pool:
        found = [status for statuses in pool.map(record, clients) for status in statuses]
    assert found == [200] * (len(clients) * EACH)


def test_handlers_who_log_in_for_the_first_time_at_once_all_come_in(
    office: Server | Running,
) -> None:
    admin, mark = administrator(office), uuid4().hex[:8]
    people = [f"{mark}-{number}@example.org" for number in range(HANDLERS)]
    for user in people:
        about = {"email": user, "first_name": user.split("@")[0], "send_welcome_email": 0}
        roles = [{"role": "CFM PSEA Focal Point"}]
        admin.create("User", **about, new_password=EXTRA_PASSWORD, roles=roles)
    gate = Barrier(HANDLERS)

    def log_in(user: str) -> tuple[int, str]:
        gate.wait()
        given = {"usr": user, "pwd": EXTRA_PASSWORD}
        answer = requests.post(f"{office.url}/api/method/login", data=given, timeout=60)
        return answer.status_code, answer.text[:300]

    with ThreadPoolExecutor(HANDLERS) as pool:
        found = list(pool.map(log_in, people))
    assert [status for status, _text in found] == [200] * HANDLERS, found
