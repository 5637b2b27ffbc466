"""A later run asks a server only for what has changed, and for what failed before."""

from __future__ import annotations

from datetime import datetime, timezone

import frappe
import pytest

from cfm_app.exchange.migration import migrations, opening, outcomes
from cfm_app.exchange.migration.records import Source

from . import moving, server, whole_office
from .conftest import Sites
from .office import STAMP, Office
from .test_moving import LOGIN

CASES, UNKNOWN = 24, "Open_Strange"
LISTED = ("/Cases?", "/Contacts?", "/Notes?", "/AOP_Case_Updates?", "/Calls?", "/Tasks?")


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> object:
    """A server of an office, of which one case has a status that no plan knows."""
    made = whole_office.make(CASES)
    _with_notes(made)["status"] = UNKNOWN
    with server.serving(made) as found:

        def opened(_place: opening.SourceLocation) -> Source:
            return opening.SuiteSource(found.address, LOGIN, lambda _s: None, 0.0, is_near=True)

        monkeypatch.setattr(opening, "open_source", opened)
        yield found


def _with_notes(made: Office) -> dict[str, str]:
    """A case that has a file of its own."""
    parents = {note["parent_id"] for note in made.rows("notes") if note["id"] in made.files}
    return next(row for row in made.rows("cases")[2:] if row["id"] in parents)


def test_a_later_run_asks_for_changes_and_for_what_failed(
    sites: Sites, running: server.Server
) -> None:
    made = running.office
    failing = next(row for row in made.rows("cases") if row["status"] == UNKNOWN)
    changed = next(row for row in made.rows("cases")[2:] if row is not failing)
    with sites("delta"):
        moving.make_users()
        name = moving.migrated("/nowhere")
        assert outcomes.counts(name)["Cases"][outcomes.FAILED] == 1
        before = {case["source_id"]: case for case in moving.canonical()}
        assert failing["case_number"] not in before
        frappe.set_user(moving.MANAGER)
        _change(made, changed)
        plan = frappe.parse_json(migrations.own_row(name).plan)
        plan["states"][UNKNOWN] = plan["states"]["Open_New"]
        migrations.keep_plan(name, frappe.as_json(plan))
        running.asked.clear()
        done = moving.do(name, migrations.BRING)
        assert done.status == "Finished", done.message
        proof = frappe.parse_json(done.proof)
        assert {row["module"]: row["without_line"] for row in proof["modules"]}["Cases"] == 0
        after = {case["source_id"]: case for case in moving.canonical()}
    lists = [each for each in running.asked if "page[size]=100" in each]
    cases = [each for each in lists if "/module/Cases?" in each]
    assert cases and all("filter[date_modified][GTE]" in each for each in cases)
    people = [each for each in lists if "/module/Contacts?" in each]
    assert people and all("filter[date_modified][GTE]" in each for each in people)
    # Nobody asks for the relations of cases that have not changed.
    related = {each.split("/")[5] for each in running.asked if "/relationships/" in each}
    assert related == {failing["id"], changed["id"]}
    assert after[changed["case_number"]]["description"].endswith("Rappelée.")
    files = [note for note in made.rows("notes") if note["parent_id"] == failing["id"]]
    assert len(after[failing["case_number"]]["files"]) >= len(files) > 0
    untouched = before.keys() - {changed["case_number"]}
    assert all(before[number] == after[number] for number in untouched)


def test_a_later_run_without_failures_reads_no_belongings_again(
    sites: Sites, running: server.Server
) -> None:
    for row in running.office.rows("cases"):
        row["status"] = row["status"].replace(UNKNOWN, "Open_New")
    with sites("quiet"):
        moving.make_users()
        name = moving.migrated("/nowhere")
        running.asked.clear()
        done = moving.do(name, migrations.BRING)
        assert done.status == "Finished", done.message
    lists = [each for each in running.asked if "page[size]=100" in each]
    asked = [each for each in lists if any(part in each for part in LISTED)]
    assert len(asked) == len(LISTED)
    assert all("filter[date_modified][GTE]" in each for each in asked)


def test_a_restricted_group_that_a_case_gets_later_restricts_it(
    sites: Sites, running: server.Server
) -> None:
    made = running.office
    taken = made.teams_of_cases()
    case = next(row for row in made.rows("cases")[2:] if _is_free(row, taken))
    with sites("stricter"):
        moving.make_users()
        name = moving.migrated("/nowhere")
        frappe.set_user(moving.MANAGER)
        _change(made, case)
        group = next(row["id"] for row in made.rows("securitygroups") if "PSEA" in row["name"])
        link = {"id": "link-1", "record_id": case["id"], "securitygroup_id": group, "deleted": "0"}
        made.rows("securitygroups_records").append({**link, "module": "Cases"})
        assert moving.do(name, migrations.BRING).status == "Finished"
        after = {found["source_id"]: found for found in moving.canonical()}
    assert after[case["case_number"]]["is_restricted"] == "1"


def _is_free(case: dict[str, str], taken: dict[str, list[str]]) -> bool:
    return case["id"] not in taken and case["status"] != UNKNOWN


def _change(made: Office, case: dict[str, str]) -> None:
    case["description"] += " Rappelée."
    case["date_modified"] = datetime.now(timezone.utc).strftime(STAMP)
