"""Speed and memory of a migration out of SuiteCRM, as the background job does it.

    python -m benchmarks.migration [--cases 1000 10000] [--forms csv dump server] [--steps "look" "move"]

A made-up office (`tests/sugar`) of so many cases, with four fifths as many contacts, half again as many notes
with files and five years of history, is written as an export, or served by a server with the faults of a poor
line, and looked at, tried, moved and taken back. Each way is a process of its own on a site of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.exchange import job_runs  # noqa: E402
from cfm_app.exchange.migration import migrations, opening, outcomes  # noqa: E402
from cfm_app.exchange.migration.rest_client import Login  # noqa: E402
from frappe_embedded.site.install import install_app, new_site  # noqa: E402
from tests.sugar import moving, office, server, writers  # noqa: E402

SITE = "bench"
STEPS = {
    "look": migrations.SCAN,
    "dry run": migrations.CHECK,
    "move": migrations.BRING,
    "move again": migrations.BRING,
    "take back": migrations.UNDO,
}


LOGIN = Login(server.USER, server.PASSWORD, server.CLIENT, server.SECRET)


@contextmanager
def offered(folder: Path, form: str, cases: int) -> Iterator[str]:
    """The office as an export in a folder, or as a server; gives the address of the server or nothing."""
    made = office.make(cases)
    if form == "csv":
        writers.write_csv(made, folder)
    elif form == "dump":
        writers.write_dump(made, folder / "sugar.sql.gz")
    else:
        # No server gives the history of its tables.
        writers.write_csv(made, folder, ("cases_audit",))
        with server.serving(made, server.Faults(every=100, token_lasts=150)) as running:
            yield running.address
        return
    yield ""


def make_site(folder: Path) -> None:
    new_site(SITE, folder, "admin")
    frappe.init(site=SITE, sites_path=str(folder))
    frappe.connect()
    install_app("cfm_app")
    moving.make_users()
    frappe.destroy()


def work(folder: str, source: str, steps: str, address: str) -> None:
    """One way, in a process of its own; the figures go to the standard output."""
    frappe.init(site=SITE, sites_path=folder)
    frappe.connect()
    frappe.local.lang = "fr"
    frappe.set_user(moving.MANAGER)
    frappe.local.conf["inner_servers"] = ["127.0.0.1"]
    if address:
        name = migrations.create_from_server(opening.SUITE, address, LOGIN, source)
    else:
        name = migrations.create_from_path(source)
    figures = {"before": peak_megabytes()}
    for label in steps.split(","):
        if address:
            migrations.renew_login(name, LOGIN.password, LOGIN.client_secret)
        begun, worked = time.perf_counter(), time.process_time()
        row = moving.do(name, STEPS[label])
        if row.status != job_runs.FINISHED:
            raise RuntimeError(f"{label}: {row.message}")
        figures[label] = time.perf_counter() - begun
        figures[f"{label} work"] = time.process_time() - worked
        figures[f"{label} peak"] = peak_megabytes()
        if label == "move":
            figures |= {
                f"{module} {what}": count
                for module, told in outcomes.counts(name).items()
                for what, count in told.items()
            }
    print(json.dumps(figures))
    frappe.destroy()


def peak_megabytes() -> float:
    """The most that this process has held; what `getrusage` tells begins with that of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--forms", nargs="+", default=["csv", "dump"])
    parser.add_argument("--steps", nargs="+", default=list(STEPS), choices=list(STEPS))
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    for count in options.cases:
        for form in options.forms:
            with tempfile.TemporaryDirectory() as name:
                source, site = Path(name) / "sugar", Path(name) / "sites"
                source.mkdir()
                site.mkdir()
                make_site(site)
                with offered(source, form, count) as address:
                    given = [str(site), str(source), ",".join(options.steps), address]
                    command = [sys.executable, "-m", __spec__.name, "--work", *given]
                    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                found = json.loads(done.stdout.splitlines()[-1])
                print(f"{count:,} cases, {form}: {found['before']:.0f} MB before")
                for label in options.steps:
                    print(
                        f"  {label}: {found[label]:.1f} s by the clock,"
                        f" {found[f'{label} work']:.1f} s of the processor,"
                        f" {found[f'{label} peak']:.0f} MB peak"
                    )
                print(
                    f"  { ({k: v for k, v in found.items() if ' ' in k and k[0].isupper()}) }",
                    flush=True,
                )


if __name__ == "__main__":
    main()
