"""Which requests run beside each other: those that take long, and none waits behind one of them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frappe_embedded.web.http import dispatcher
from frappe_embedded.web.http.dispatcher import Dispatcher
from frappe_embedded.web.http.fair_queue import FairQueue

SOON = 20
"""Seconds: longer than any machine needs, never waited for where all is well."""


class Task:
    """A request that takes as long as it is let."""

    def __init__(self, name: str, begun: queue.Queue[str]) -> None:
        self.name = name
        self.begun = begun
        self.may_end = threading.Event()
        self.is_cancelled = False

    def service(self) -> None:
        self.begun.put(self.name)
        self.may_end.wait(SOON)

    def cancel(self) -> None:
        self.is_cancelled = True


@contextmanager
def working(count: int, threads: int) -> Iterator[tuple[list[Task], queue.Queue[str]]]:
    """So many requests at once for so many threads, and the names of those that have begun."""
    begun: queue.Queue[str] = queue.Queue()
    tasks = [Task(str(number), begun) for number in range(count)]
    something_came = threading.Event()

    def look() -> None:
        something_came.wait(SOON)
        something_came.clear()

    at_work = Dispatcher(threads)
    at_work.start(look, something_came.set)
    try:
        for task in tasks:
            at_work.add_task(task)
        something_came.set()
        yield tasks, begun
    finally:
        at_work.end()
        for task in tasks:
            task.may_end.set()
        at_work.shutdown(timeout=SOON)


def next_of(begun: queue.Queue[str]) -> str:
    return begun.get(timeout=SOON)


def test_quick_ones_run_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    with working(3, threads=4) as (tasks, begun):
        for task in tasks:
            assert next_of(begun) == task.name
            assert begun.empty()
            task.may_end.set()


def test_none_waits_behind_slow_ones() -> None:
    """Nobody ends, and all begin."""
    with working(9, threads=9) as (tasks, begun):
        assert [next_of(begun) for _each in tasks] == [each.name for each in tasks]


def test_whoever_lost_the_lead_works_again_afterwards() -> None:
    """There are more slow requests than threads: each that ends lets another begin."""
    with working(6, threads=2) as (tasks, begun):
        running = {next_of(begun), next_of(begun)}
        for _each in range(4):
            tasks[int(running.pop())].may_end.set()
            running.add(next_of(begun))
        assert begun.empty()


def test_a_fault_costs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    monkeypatch.setattr(Task, "service", lambda self: self.begun.put(self.name) or 1 / 0)
    with working(6, threads=2) as (tasks, begun):
        assert [next_of(begun) for _each in tasks] == [each.name for each in tasks]


def test_what_waits_at_the_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    with working(2, threads=2) as (tasks, begun):
        assert next_of(begun) == "0"
    assert [each.is_cancelled for each in tasks] == [False, True]


def test_somebody_looks_while_all_threads_answer() -> None:
    """An answer may wait for what only a look sends."""
    looked, waiting = threading.Event(), threading.Event()

    class Large:
        def service(self) -> None:
            looked.clear()
            assert looked.wait(SOON)
            waiting.set()

        def cancel(self) -> None:
            raise AssertionError

    at_work = Dispatcher(1)
    at_work.add_task(Large())
    at_work.start(lambda: looked.set() or waiting.wait(0.01), lambda: None)
    assert waiting.wait(SOON)
    at_work.shutdown()


def test_it_may_be_told_to_end_before_it_has_begun() -> None:
    at_work = Dispatcher(1)
    at_work.shutdown()
    at_work.start(lambda: pytest.fail("Nothing is to be looked for"), lambda: None)
    at_work.shutdown()


def test_it_may_be_told_to_end_while_it_begins() -> None:
    for _each in range(100):
        at_work = Dispatcher(16)
        beginning = threading.Thread(target=at_work.start, args=(lambda: None, lambda: None))
        beginning.start()
        at_work.shutdown(timeout=SOON)
        beginning.join()


def test_whoever_leads_need_not_wake_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """They look again anyway, and everybody else's word wakes them."""
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    woken: list[str] = []
    answered = threading.Event()

    class Waking:
        def service(self) -> None:
            # It begins when both threads are at work, of which only one may answer.
            woken.clear()
            at_work.wake()
            woken.append("answered")
            answered.set()

        def cancel(self) -> None:
            raise AssertionError

    at_work = Dispatcher(1)
    at_work.add_task(Waking())
    at_work.start(lambda: None, lambda: woken.append("woken"))
    assert answered.wait(SOON)
    at_work.wake()
    assert woken == ["answered", "woken"]
    at_work.shutdown()


def test_what_waits_is_begun_for_each_client_in_turn() -> None:
    """A burst of one client does not make another one wait until it is over."""
    queue = FairQueue(lambda task: task[0])
    for number in range(5):
        queue.append(("gateway", number))
    queue.append(("browser", 0))
    queue.append(("browser", 1))
    begun = [queue.popleft() for _each in range(7)]
    assert [client for client, _number in begun[:4]] == ["gateway", "browser"] * 2
    assert [number for client, number in begun if client == "gateway"] == [0, 1, 2, 3, 4]
    assert not queue
    with pytest.raises(IndexError):
        queue.popleft()
