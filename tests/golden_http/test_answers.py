"""The engine answers HTTP requests as a Frappe 15.44.2 site did.

``floor.json`` holds how many answers of each topic are equal today: a topic may only get better.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..live import ROOT, Server

HERE = Path(__file__).resolve().parent
SUM = re.compile(r"^(\d+) of (\d+) answers equal, (\d+) different", re.M)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the comparison prints on a fresh site without an app."""
    server = Server(tmp_path_factory.mktemp("answers") / "site", demo=False, app=None).start()
    try:
        command = [sys.executable, "-m", "tests.golden_http.compare", server.url]
        # A password may begin with a dash.
        command += [f"--admin-password={server.administrator_password()}"]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
        )
        return done.stdout if SUM.search(done.stdout) else done.stdout + done.stderr
    finally:
        server.stop()


def test_three_quarters_of_all_answers_are_equal(printed: str) -> None:
    found = SUM.search(printed)
    assert found, printed
    equal, total = int(found.group(1)), int(found.group(2))
    assert equal / total >= 0.75, printed


def test_every_difference_is_listed_and_every_rule_needed(printed: str) -> None:
    found = SUM.search(printed)
    assert found, printed
    assert found.group(3) == "0", printed
    assert "rule without use" not in printed, printed


def test_no_topic_gets_worse(printed: str) -> None:
    floor = json.loads((HERE / "floor.json").read_text(encoding="utf-8"))
    equal = {
        topic: int(count) for topic, count in re.findall(r"^(\d\d_\w+): (\d+) equal", printed, re.M)
    }
    worse = {
        topic: f"{equal.get(topic)} equal, were {count}"
        for topic, count in floor.items()
        if equal.get(topic, 0) < count
    }
    assert not worse, printed
