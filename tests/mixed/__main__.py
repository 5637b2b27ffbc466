"""Puts an office to work and breaks parts of it meanwhile: see `tests.mixed`."""

from __future__ import annotations

import argparse
import sys
import uuid

from ..live import Client
from .line import Record
from .office import Office
from .shift import Fault, Shift


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mixed")
    parser.add_argument("url")
    parser.add_argument("--password", required=True, help="of the Administrator")
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pause", type=float, default=2, help="mean seconds between two acts")
    parser.add_argument("--seed", type=int, default=26)
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=COMMAND")
    given = parser.parse_args()
    admin = Client(given.url, "Administrator", given.password)
    office = Office(given.url, admin, Record(), f"mixed{uuid.uuid4().hex[:6]}")
    people = office.people(given.users, given.seed)
    shift = Shift(office, people, given.minutes * 60, given.pause)
    shift.work([Fault.of(each) for each in given.fault])
    office.admin = Client(given.url, "Administrator", given.password)
    wrong = office.wrong(people)
    print(shift.figures())
    for each in (*office.record.faults[:40], *wrong[:40]):
        print(each)
    print(f"{len(office.record.faults)} failures, {len(wrong)} lost or twice")
    return int(bool(office.record.faults or wrong))


if __name__ == "__main__":
    sys.exit(main())
