"""The app answers on the embedded engine as it did on a Frappe site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.golden_http.compare import Tally, allowed_rules, answers_in, in_one_order, rule_for
from tests.golden_http.harness import differences, topics, write_json

from ..live import ROOT, Client, Server
from .suite import FOLDER, SERIES, SUITE

KINDS = {"crash", "stricter", "absent", "chance", "other"}
# Of all answers, at least so many are the same; see docs/conformance.md.
SAME = 0.97
ABSENT = "(absent)"


@dataclass(frozen=True)
class Run:
    """What came out on a fresh site: the sums, the lines that tell of differences, the answers."""

    tally: Tally
    lines: list[str]
    answers: Path

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("app")
    server = Server(folder / "site", demo=False).start()
    lines: list[str] = []
    try:
        password = server.administrator_password()
        # The recorded site knew its people by password alone.
        without = {"enable_two_factor_auth": 0}
        settings = "/api/resource/System Settings/System Settings"
        Client(server.url, "Administrator", password).ok("PUT", settings, json=without)
        world = SUITE.world(server.url, admin_password=password)
        tally = SUITE.compare(world, save=str(folder / "answers"), log=lines.append)
    finally:
        server.stop()
    yield Run(tally, lines, folder / "answers")


def test_no_difference_is_unexplained(run: Run) -> None:
    assert run.tally.different == 0, run.text
    assert not run.tally.stale, run.tally.stale


def test_nearly_all_answers_are_the_same(run: Run) -> None:
    assert run.tally.total > 5000
    assert run.tally.equal / run.tally.total >= SAME, run.text


def test_what_is_stricter_tells_no_more(run: Run) -> None:
    """A refusal instead of an answer, or values that are left out; never one that Frappe keeps."""
    looser = [
        (topic, key, *difference)
        for topic, key, rule, old, new in _listed(run.answers)
        if rule["kind"] == "stricter" and new["status"] < 400
        for difference in differences(old, new)
        if difference[2] not in (ABSENT, None, "", [], 0)
    ]
    assert not looser, looser


def _listed(folder: Path) -> Iterator[tuple[str, str, dict[str, Any], Any, Any]]:
    """The answers that differ for a listed reason, each with its rule."""
    rules = allowed_rules(str(FOLDER))
    for topic, _module in topics(None, str(FOLDER)):
        recorded, got = answers_in(SUITE.recorded, topic), answers_in(str(folder), topic)
        for key in recorded.keys() & got.keys():
            old, new = (in_one_order(each[key]["answer"]) for each in (recorded, got))
            for difference in differences(old, new)[:1]:
                rule = rule_for(rules, topic, key, difference, recorded[key], got[key])
                assert rule, (topic, key, difference)
                yield topic, key, rule, old, new


def test_each_rule_has_a_reason_and_a_kind() -> None:
    for rule in allowed_rules(str(FOLDER)):
        assert rule["kind"] in KINDS and len(rule["reason"]) > 20, rule
        assert rule.get("topic") and rule.get("key", rule.get("path")), rule


def test_the_documentation_lists_what_is_different() -> None:
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    for rule in allowed_rules(str(FOLDER)):
        assert rule["reason"] in page, rule["reason"]
    total = sum(len(answers_in(SUITE.recorded, each)) for each, _ in topics(None, str(FOLDER)))
    assert f"| **together** | | {total:,} |" in page


def test_the_recording_is_the_same_on_another_day() -> None:
    """No number of a series, no moment of the recording, no random name."""
    for file in sorted(Path(SUITE.recorded).glob("*.json")):
        answers = json.loads(file.read_text(encoding="utf-8"))["answers"]
        text = json.dumps([each["answer"] for each in answers.values()], ensure_ascii=False)
        numbers = {found[0] for found in SERIES.finditer(text) if "-2020-" not in found[0]}
        assert not numbers, (file.name, sorted(numbers)[:5])
        assert not re.search(r"127\.0\.0\.1|localhost", text), file.name


def test_a_planted_difference_is_found(tmp_path: Path) -> None:
    topic = "10_case_workflow"
    spoiled = deepcopy(answers_in(SUITE.recorded, topic))
    moved, refused, gone = (
        next(key for key, each in spoiled.items() if each["answer"]["status"] == status)
        for status in (200, 417, 404)
    )
    spoiled[moved]["answer"]["picked"]["state"] = ["Closed"]
    spoiled[refused]["answer"]["status"] = 200
    spoiled["one that nobody recorded"] = spoiled.pop(gone)
    write_json(tmp_path / f"{topic}.json", {"topic": "spoiled", "answers": spoiled})
    lines: list[str] = []
    tally = SUITE.compare(str(tmp_path), only=[topic], log=lines.append)
    assert tally.different == 4
    for key in (moved, refused, gone, "one that nobody recorded"):
        assert any(key in line for line in lines), (key, lines)
