"""What the processes of a server cost, as Linux counts it: time of the processor, and memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Of the values behind the name of the command: the parent, then own and waited-for children's ticks.
PARENT = 1
TIMES = slice(11, 15)


@dataclass(frozen=True)
class Memory:
    """Megabytes of some processes; what they share counts in `resident` once for each of them."""

    resident: float
    proportional: float

    def __str__(self) -> str:
        return f"{self.resident:.0f} MB resident, {self.proportional:.0f} MB proportional (PSS)"


def with_children(roots: list[int]) -> set[int]:
    """Some processes and all that descend from them."""
    parents = {int(each.name): _stat(int(each.name)) for each in _folders()}
    found = set(roots)
    while (
        more := {pid for pid, stat in parents.items() if stat and int(stat[PARENT]) in found}
        - found
    ):
        found |= more
    return found


def processor_seconds(roots: list[int]) -> float:
    """What some processes, their children and those of these that ended have taken so far."""
    stats = [_stat(pid) for pid in with_children(roots)]
    return sum(int(ticks) for stat in stats for ticks in stat[TIMES]) / TICKS


def memory(roots: list[int]) -> Memory:
    """What some processes and their children hold now."""
    sums = {"Rss": 0, "Pss": 0}
    for pid in with_children(roots):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            key, _colon, value = line.partition(":")
            if key in sums:
                sums[key] += int(value.split()[0])
    return Memory(sums["Rss"] / 1024, sums["Pss"] / 1024)


def _folders() -> list[Path]:
    return [each for each in Path("/proc").iterdir() if each.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The values of a process behind the name of its command; none once it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
