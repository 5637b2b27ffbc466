"""Record the answers of a running site: python -m tests.golden_app.record --url URL [--password P] [--only TOPIC ...]

The site has to be a fresh one with the app and a worker for its queues: the requests change it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from tests.golden_app.suite import SUITE
from tests.golden_http.harness import write_json


def record(url: str, password: str, host: str | None, folder: Path, only: list[str] | None) -> int:
    """Write one file a topic; returns the number of answers."""
    folder.mkdir(parents=True, exist_ok=True)
    world = SUITE.world(url, host, password)
    total, began = 0, time.monotonic()
    for name, module, answers in SUITE.answers(world, only):
        steady = {
            key: {**each, "answer": sorted_keys(each["answer"])} for key, each in answers.items()
        }
        write_json(folder / f"{name}.json", {"topic": module.TOPIC, "answers": steady})
        total += len(answers)
        print(f"{name}: {len(answers)} answers, {time.monotonic() - began:.1f} s")
    return total


def sorted_keys(value: Any) -> Any:
    """The same value, its keys in one order: Frappe gives the tables of a document in any."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(each) for each in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--password", default="admin", help="of the Administrator")
    parser.add_argument("--host-header", help="the name of the site, where the address is another")
    parser.add_argument("--out", type=Path, default=Path(SUITE.recorded))
    parser.add_argument("--only", nargs="*", help="parts of the names of topics")
    asked = parser.parse_args()
    total = record(asked.url, asked.password, asked.host_header, asked.out, asked.only)
    print(f"{total} answers")


if __name__ == "__main__":
    main()
