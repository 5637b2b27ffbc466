"""Ways through a shipped workflow that take every transition of a role at least once."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cfm_app

WORKFLOWS = Path(cfm_app.__file__).parent / "workflows"


@dataclass(frozen=True)
class Move:
    """One transition."""

    state: str
    action: str
    next_state: str


def shipped(name: str) -> dict[str, Any]:
    """A workflow as the app ships it."""
    found: dict[str, Any] = json.loads((WORKFLOWS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def states(workflow: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(row["state"] for row in workflow["states"]))


def moves(workflow: dict[str, Any], *roles: str) -> list[Move]:
    """The transitions of some roles, each once."""
    rows = [row for row in workflow["transitions"] if row["allowed"] in roles]
    return list(dict.fromkeys(Move(row["state"], row["action"], row["next_state"]) for row in rows))


def way(found: list[Move], start: str, goal: str) -> list[Move] | None:
    """The shortest way from one state to another."""
    queue: deque[tuple[str, list[Move]]] = deque([(start, [])])
    seen = {start}
    while queue:
        state, taken = queue.popleft()
        if state == goal:
            return taken
        for move in found:
            if move.state == state and move.next_state not in seen:
                seen.add(move.next_state)
                queue.append((move.next_state, [*taken, move]))
    return None


def walks(found: list[Move], start: str) -> list[list[Move]]:
    """Ways that begin at ``start`` and take every move that can be reached from there."""
    left, done = list(found), []
    while left:
        state, walk = start, []
        while step := _next(found, left, state):
            walk += step
            left = [move for move in left if move not in step]
            state = step[-1].next_state
        if not walk:
            break
        done.append(walk)
    return done


def _next(found: list[Move], left: list[Move], state: str) -> list[Move] | None:
    """The way to the nearest move that is left, and this move."""
    ways = [(way(found, state, move.state), move) for move in left]
    reachable = [[*taken, move] for taken, move in ways if taken is not None]
    return min(reachable, key=len, default=None)
