"""Two requests at once: nothing that was answered with success is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from tests.engine.served import Answer, Client, Served

PAIRS = 25
PATH = "/api/resource/Paper/one"


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """The answers to requests that are sent at the same moment."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def stored(served: Served) -> Any:
    def read() -> Any:
        return local.db.get_value("Paper", "one", ["title", "remark", "number"], as_dict=True)

    return served.work(read)


def test_of_two_saves_of_the_same_version_one_is_refused(
    served: Served, manager: Client, clerk: Client
) -> None:
    for number in range(PAIRS):
        loaded = manager.get(PATH).json["data"]
        texts = [f"a{number}", f"b{number}"]
        acts = [
            partial(client.send, "PUT", PATH, {**loaded, "title": text})
            for client, text in zip((manager, clerk), texts, strict=True)
        ]
        answers = at_once(*acts)
        done = [text for text, answer in zip(texts, answers, strict=True) if answer.status == 200]
        refused = [answer for answer in answers if answer.status != 200]
        assert len(done) == 1, [answer.text for answer in answers]
        assert refused[0].json["exc_type"] == "TimestampMismatchError"
        assert stored(served).title == done[0]


@pytest.mark.parametrize("verb", ["v1", "v2", "set_value", "bulk_update"])
def test_two_changes_of_different_fields_are_both_kept(
    served: Served, manager: Client, clerk: Client, verb: str
) -> None:
    def change(client: Client, field: str, value: str) -> Answer:
        if verb == "set_value":
            given = {"doctype": "Paper", "name": "one", "fieldname": field, "value": value}
            return client.call("frappe.client.set_value", **given)
        if verb == "bulk_update":
            docs = [{"doctype": "Paper", "docname": "one", field: value}]
            return client.call("frappe.client.bulk_update", docs=docs)
        path = PATH if verb == "v1" else "/api/v2/document/Paper/one"
        return client.send("PUT", path, {field: value})

    for number in range(PAIRS):
        text = f"{verb}{number}"
        answers = at_once(
            lambda text=text: change(manager, "title", text),
            lambda text=text: change(clerk, "remark", text),
        )
        assert [answer.status for answer in answers] == [200, 200]
        found = stored(served)
        assert (found.title, found.remark) == (text, text)


def test_for_update_lets_nobody_write_in_between(served: Served) -> None:
    def add_one() -> None:
        with opened(served.site):
            doc = get_doc("Paper", "one", for_update=True)
            doc.number = (doc.number or 0) + 1
            doc.save()
            local.db.commit()

    def count_one() -> None:
        with opened(served.site):
            number = local.db.get_value("Paper", "one", "number", for_update=True)
            local.db.set_value("Paper", "one", "number", number + 1)
            local.db.commit()

    before = stored(served).number
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(act) for act in (add_one, count_one) * 20]:
            done.result()
    assert stored(served).number == before + 40


def test_two_deletions_at_once_answer_once(manager: Client, clerk: Client) -> None:
    for _number in range(5):
        made = manager.post("/api/resource/Paper", {"name": "gone"})
        assert made.status == 200
        acts = [
            partial(each.send, "DELETE", "/api/resource/Paper/gone") for each in (manager, clerk)
        ]
        answers = at_once(*acts)
        assert sorted(answer.status for answer in answers) == [202, 404]
