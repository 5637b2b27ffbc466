"""Speed and memory of the import of a log: dry run and import, as the background job does them.

    python -m benchmarks.import_log [--log FILE.xlsx] [--rows 1000 10000] [--runs 3]

The rows of the log (by default made-up ones) are repeated with fresh source references until there are
as many as asked for. Each run is a process of its own, on one site. Prints medians: rows a second by the
clock and by the time of the processor (the same on a machine that has nothing else to do), and the peak of
resident memory with how much of it was there before the first row. The database keeps up to 32 MB of its
pages in memory, so the peak stops to grow at some ten thousand rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import openpyxl

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.exchange import import_jobs, import_records  # noqa: E402
from frappe_embedded.site.install import install_app, new_site  # noqa: E402

SITE = "bench"
TASKS = {"Check": "dry run", "Import": "import"}
HEADERS = [
    "Ref",
    "Date received",
    "Channel",
    "Region",
    "Type",
    "Sensitive",
    "Language",
    "What was said",
]
CHANNELS = ("hotline", "WhatsApp", "Bureau de plaintes", "SMS")
REGIONS = ("Mamdi", "Lac", "Ouaddaï", "N'Djamena", "Elsewhere")
TYPES = (
    "Question",
    "Quantité de la ration",
    "Retard de distribution",
    "Remerciement",
    "Erreur d'exclusion",
)
SAID = "Somebody from {0} says that the ration was short by {1} kg at the last distribution. " * 2


def made_up() -> Iterator[list[Any]]:
    """Rows like those of an office: one of fourteen is sensitive."""
    for number in range(700):
        region = REGIONS[number % len(REGIONS)]
        yield [
            number,
            f"{number % 28 + 1:02}/02/2026",
            CHANNELS[number % len(CHANNELS)],
            region,
            TYPES[number % len(TYPES)],
            "yes" if number % 14 == 0 else "no",
            "fra",
            SAID.format(region, number),
        ]


def rows_of(log: Path | None) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows; the first column is the reference."""
    if log is None:
        return HEADERS, list(made_up())
    head, *lines = openpyxl.load_workbook(log, read_only=True).active.iter_rows(values_only=True)
    return list(head), [list(line) for line in lines]


def write_log(file: Path, log: Path | None, count: int, prefix: str) -> None:
    head, lines = rows_of(log)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Log")
    sheet.append(head)
    for number, line in enumerate(islice(cycle(lines), count)):
        sheet.append([f"{prefix}-{number}", *line[1:]])
    book.save(file)


def make_site(folder: Path) -> None:
    new_site(SITE, folder, "admin")
    frappe.init(site=SITE, sites_path=str(folder))
    frappe.connect()
    install_app("cfm_app")
    frappe.db.commit()
    frappe.destroy()


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def work(folder: str, file: str, task: str) -> None:
    """One run, in a process of its own; the figures go to the standard output."""
    frappe.init(site=SITE, sites_path=folder)
    frappe.connect()
    name = import_records.create(Path(file).read_bytes(), Path(file).name)
    import_records.start(name, task)
    frappe.db.commit()
    before = peak_megabytes()
    begun, worked = time.perf_counter(), time.process_time()
    import_jobs.run(name, import_records.mine(name).run_id, "en")
    seconds, work_seconds = time.perf_counter() - begun, time.process_time() - worked
    state = import_records.mine(name)
    if state.status != import_records.FINISHED or state.failed_count:
        raise RuntimeError(f"{state.status}: {state.message}, {state.failed_count} wrong rows")
    figures = {
        "rate": state.rows_done / seconds,
        "processor": state.rows_done / work_seconds,
        "before": before,
        "peak": peak_megabytes(),
    }
    print(json.dumps(figures))
    frappe.destroy()


def measure(folder: Path, log: Path | None, count: int, task: str, runs: int) -> dict[str, float]:
    """Medians of several runs, each on rows that are not there yet."""
    results = []
    for number in range(runs):
        file = folder / f"{task}-{count}-{number}.xlsx"
        write_log(file, log, count, f"{task}-{count}-{number}")
        command = [sys.executable, "-m", __spec__.name, "--work", str(folder), str(file), task]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results.append(json.loads(done.stdout))
    return {key: statistics.median(result[key] for result in results) for key in results[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_site(folder)
        for count in options.rows:
            for task, label in TASKS.items():
                found = measure(folder, options.log, count, task, options.runs)
                print(
                    f"{label} of {count:,} rows: {found['rate']:.0f} rows/s"
                    f" ({found['processor']:.0f} a second of processor),"
                    f" {found['peak']:.0f} MB peak ({found['before']:.0f} MB before the first row)",
                    flush=True,
                )


if __name__ == "__main__":
    main()
