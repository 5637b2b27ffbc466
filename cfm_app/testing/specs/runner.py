"""Scenarios as tests: one class for each file, one method for each scenario."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from cfm_app.testing import CFMTestCase
from cfm_app.testing.specs.steps import PHRASES
from cfm_app.testing.specs.wording import Phrasebook, UnknownStep, slug
from cfm_app.testing.specs.world import World

SCENARIOS = Path(__file__).resolve().parent / "scenarios"
REFUSALS = (frappe.ValidationError, frappe.PermissionError)
SAVEPOINT = "cfm_scenario_step"


class StepFailed(AssertionError):
    """A step that failed, with its place in the file."""


@dataclass(frozen=True)
class ScenarioLine:
    """One step as it is written: the sentence, the rows of its table, and its line."""

    place: str
    sentence: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Scenario:
    """A title and its steps, those of the background first."""

    title: str
    lines: tuple[ScenarioLine, ...]


def read(path: Path) -> list[Scenario]:
    """The scenarios of a file."""
    document: Any = Parser().parse(path.read_text(encoding="utf-8"))
    document["uri"] = path.name
    numbers = dict(_line_numbers(document))

    def line(step: Any) -> ScenarioLine:
        table = step.get("argument", {}).get("dataTable", {"rows": []})
        rows = tuple(tuple(cell["value"] for cell in row["cells"]) for row in table["rows"])
        return ScenarioLine(
            f"{path.name}, ligne {numbers[step['astNodeIds'][0]]}", step["text"], rows
        )

    return [
        Scenario(pickle["name"], tuple(line(step) for step in pickle["steps"]))
        for pickle in Compiler().compile(document)
    ]


def play(scenario: Scenario, world: World, phrases: Phrasebook = PHRASES) -> None:
    """Run the steps one by one. A refusal is a failure unless the next step expects it."""
    last = scenario.lines[0]
    for line in scenario.lines:
        try:
            step, given = phrases.find(line.sentence)
        except (UnknownStep, ValueError) as error:
            raise StepFailed(f"{line.place} : {error}") from error
        if world.refusal and not step.answers_refusal:
            raise _failed(last, world.refusal)
        if line.rows:
            given["rows"] = [list(row) for row in line.rows]
        try:
            _take(step.function, world, given)
        except Exception as error:
            raise _failed(line, error) from error
        last = line
    if world.refusal:
        raise _failed(last, world.refusal)


def _failed(line: ScenarioLine, error: Exception) -> StepFailed:
    return StepFailed(f"{line.place} : « {line.sentence} »\n{type(error).__name__}: {error}")


def test_classes() -> dict[str, type[CFMTestCase]]:
    """A class of tests for each file of scenarios, by its name."""
    found = {}
    for path in sorted(SCENARIOS.glob("*.feature")):
        name = "Test" + "".join(part.capitalize() for part in slug(path.stem).split("_"))
        methods = {
            f"test_{number:02d}_{slug(scenario.title)}": _method(scenario)
            for number, scenario in enumerate(read(path), start=1)
        }
        found[name] = type(name, (CFMTestCase,), {"__module__": "cfm_app.testing.specs", **methods})
    return found


def _take(function: Any, world: World, given: dict[str, Any]) -> None:
    frappe.db.savepoint(SAVEPOINT)
    try:
        function(world, **given)
    except REFUSALS as refusal:
        # What a request has written is rolled back when it is refused.
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_messages()
        world.refusal = refusal
    finally:
        world.come_back()


def _method(scenario: Scenario) -> Any:
    def test(self: CFMTestCase) -> None:
        world = World(self)
        try:
            play(scenario, world)
        finally:
            world.end()

    test.__doc__ = scenario.title
    return test


def _line_numbers(node: Any) -> Iterator[tuple[str, int]]:
    """The lines of all nodes in a parsed file that have a line number of their own."""
    if isinstance(node, dict):
        if "id" in node and "location" in node:
            yield node["id"], node["location"]["line"]
        for value in node.values():
            yield from _line_numbers(value)
    elif isinstance(node, list):
        for value in node:
            yield from _line_numbers(value)
