"""A shift: all people work at once until it ends, and parts of the office fail at their time."""

from __future__ import annotations

import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from .line import Record, Refused
from .office import Office
from .people import Person

# Connections that a database or a queue has dropped are found out at their next use.
AFTER_SECONDS = 10
BACK_SECONDS = 120


@dataclass
class Fault:
    """Something that goes wrong, by a command of the shell or a function."""

    name: str
    strike: Callable[[], object]

    @classmethod
    def of(cls, text: str) -> Fault:
        name, _sign, command = text.partition("=")
        return cls(name, lambda: subprocess.run(command, shell=True, check=False))


@dataclass
class Shift:
    office: Office
    people: list[Person]
    seconds: float
    pause: float
    broken: list[str] = field(default_factory=list)

    @property
    def record(self) -> Record:
        return self.office.record

    def work(self, faults: list[Fault]) -> None:
        """Until the time is over; faults come at even intervals within it."""
        end = time.monotonic() + self.seconds
        threads = [
            threading.Thread(target=self._work, args=(person, end), daemon=True)
            for person in self.people
        ]
        for thread in threads:
            thread.start()
        for fault in faults:
            time.sleep(self.seconds / (len(faults) + 1))
            self._strike(fault)
        for thread in threads:
            thread.join()

    def _work(self, person: Person, end: float) -> None:
        while time.monotonic() < end:
            try:
                person.act()
            except Refused:
                pass
            except Exception as broken:
                self.record.failed("act", f"{person.line.user}: {type(broken).__name__} {broken}")
            time.sleep(person.chance.expovariate(1 / self.pause) if self.pause else 0)

    def _strike(self, fault: Fault) -> None:
        self.record.is_down.set()
        began = time.monotonic()
        fault.strike()
        while not self._answers() and time.monotonic() < began + BACK_SECONDS:
            time.sleep(0.2)
        self.broken.append(f"{fault.name}: back after {time.monotonic() - began:.0f} s")
        time.sleep(AFTER_SECONDS)
        self.record.is_down.clear()

    def _answers(self) -> bool:
        """Whether the office reads what it has stored, not only that it listens."""
        address = f"{self.office.url}/api/method/login"
        nobody = {"usr": "nobody@mixed.example", "pwd": "-"}
        try:
            return requests.post(address, json=nobody, timeout=5).status_code < 500
        except requests.RequestException:
            return False

    def figures(self) -> str:
        """Counts and times of each act, what was refused, and when what was away."""
        lines = [f"{'act':16}{'count':>7}{'median ms':>11}{'p95 ms':>9}{'longest':>9}"]
        for act, seconds in sorted(self.record.seconds.items()):
            spread = sorted(each * 1000 for each in seconds)
            late = spread[int(len(spread) * 0.95)] if len(spread) > 1 else spread[0]
            median = statistics.median(spread)
            lines.append(f"{act:16}{len(spread):7}{median:11.0f}{late:9.0f}{spread[-1]:9.0f}")
        lines += self.broken
        lines += [f"while away: {what} ({n})" for what, n in self.record.outages.most_common(12)]
        lines += [f"refused: {what} ({n})" for what, n in self.record.refusals.most_common(12)]
        return "\n".join(lines)
