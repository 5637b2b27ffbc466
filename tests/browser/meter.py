"""How much a task takes on screen: clicks or taps, keys, seconds; printed beside its name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext

# A click also where the keyboard makes one would count twice: `detail` is 0 there.
COUNTING = """
addEventListener('click', (event) => event.isTrusted && event.detail && noteAct('click'), true);
addEventListener('keydown', (event) => event.isTrusted && noteAct('key'), true);
addEventListener('input', (event) => event.isTrusted || noteAct('filled'), true);
"""


@dataclass
class Meter:
    """What people did in all the windows that are watched."""

    acts: dict[str, int] = field(default_factory=lambda: {"click": 0, "key": 0, "filled": 0})
    began: float = field(default_factory=time.monotonic)

    def watch(self, context: BrowserContext) -> None:
        """Count in all pages of a window, those opened later as well."""
        context.expose_binding("noteAct", lambda _source, kind: self._note(kind))
        context.add_init_script(COUNTING)

    def _note(self, kind: str) -> None:
        self.acts[kind] += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@contextmanager
def measured(task: str) -> Iterator[Meter]:
    """Print what a task took."""
    meter = Meter()
    yield meter
    clicks, keys = meter.acts["click"], meter.acts["key"]
    print(f"\n{task}: {clicks} clicks, {keys} keys, {meter.seconds:.0f} s")
