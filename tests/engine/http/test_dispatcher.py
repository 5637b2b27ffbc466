"""Which requests run beside each other: few, and none waits behind a slow one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frappe_embedded.web.http import dispatcher
from frappe_embedded.web.http.dispatcher import Dispatcher

SOON = 20
"""Seconds: longer than any machine needs, never waited for where all is well."""


class Task:
    """A request that takes as long as it is let."""

    def __init__(self, name: str, begun: queue.Queue[str]) -> None:
        self.name = name
        self.begun = begun
        self.may_end = threading.Event()

    def service(self) -> None:
        self.begun.put(self.name)
        self.may_end.wait(SOON)

    def cancel(self) -> None:
        self.may_end.set()


@contextmanager
def working(count: int) -> Iterator[tuple[list[Task], queue.Queue[str]]]:
    """So many requests at once, and the names of those that have begun."""
    begun: queue.Queue[str] = queue.Queue()
    tasks = [Task(str(number), begun) for number in range(count)]
    threads = Dispatcher()
    threads.set_thread_count(count)
    try:
        for task in tasks:
            threads.add_task(task)
        yield tasks, begun
    finally:
        for task in tasks:
            task.may_end.set()
        threads.shutdown(timeout=SOON)


def test_few_begin_and_the_next_as_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    with working(5) as (tasks, begun):
        assert sorted(begun.get(timeout=SOON) for _each in range(dispatcher.AT_ONCE)) == ["0", "1"]
        tasks[1].may_end.set()
        assert begun.get(timeout=SOON) == "2"
        tasks[0].may_end.set()
        assert begun.get(timeout=SOON) == "3"
        assert begun.empty()


def test_none_waits_behind_slow_ones() -> None:
    """Nobody ends, and all begin."""
    with working(9) as (tasks, begun):
        assert sorted(begun.get(timeout=SOON) for _each in tasks) == [each.name for each in tasks]


def test_a_fault_costs_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 1000)
    monkeypatch.setattr(Task, "service", lambda self: self.begun.put(self.name) or 1 / 0)
    with working(6) as (tasks, begun):
        assert sorted(begun.get(timeout=SOON) for _each in tasks) == [each.name for each in tasks]
