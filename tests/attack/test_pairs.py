"""Requests at the same moment: nothing that was answered with success is lost or made twice."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import requests

from tests.leaks.cast import Visitor
from tests.live import PASSWORD, Running, Server

from .amount import IS_LONG

PAIRS, TRIPLES = (2000, 500) if IS_LONG else (60, 20)


def at_once(*acts: Callable[[], requests.Response]) -> list[requests.Response]:
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], requests.Response]) -> requests.Response:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def lost_updates(url: str, pairs: int) -> Iterator[str]:
    """Where two saves of the same version were both answered with success."""
    people = [Visitor(url, user) for user in ("operator@demo.cfm", "operator2@demo.cfm")]
    case = people[0].create("Case", category="Quantité de la ration", description="first")["name"]
    path = f"/api/resource/Case/{case}"
    for number in range(pairs):
        loaded = people[0].get("Case", case)
        texts = [f"a{number}", f"b{number}"]
        answers = at_once(
            *(
                partial(each.send, "PUT", path, json={**loaded, "description": text})
                for each, text in zip(people, texts, strict=True)
            )
        )
        done = [t for t, answer in zip(texts, answers, strict=True) if answer.status_code == 200]
        stored = people[0].get("Case", case)["description"]
        if len(done) != 1 or stored != done[0]:
            yield f"{done} were saved, {stored} is stored"


def test_no_update_is_lost(office: Server | Running) -> None:
    assert list(lost_updates(office.url, PAIRS)) == []


def test_one_key_makes_one_case(office: Server | Running) -> None:
    """Three clients of one operator send the same new case at once."""
    operator = Visitor(office.url, "operator@demo.cfm", PASSWORD)
    method = "/api/method/cfm_app.api.console.new_case"
    for number in range(TRIPLES):
        text = f"triple {number} {os.getpid()}"
        given: dict[str, Any] = {
            "case": {"category": "Quantité de la ration", "description": text, "language": "fra"},
            "request_id": text,
        }
        answers = at_once(*[partial(operator.send, "POST", method, json=given)] * 3)
        assert [each.status_code for each in answers] == [200] * 3, [a.text[:300] for a in answers]
        assert len({each.json()["message"]["case"] for each in answers}) == 1
        found = operator.list("Case", filters=f'[["description","=","{text}"]]')
        assert len(found) == 1
