"""A week of office time: every reminder once, in time, to the right person; the figures add up."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import frappe
import pytest

from frappe_embedded.kernel.core.site import Site, get_site
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.site.install import install_app, new_site

from .week import books, calls, figures, manager, people
from .week.facts import OPEN
from .week.lives import Life
from .week.log import Entry, Line
from .week.office import END, HOUR, Office, travelling
from .week.oracle import Oracle

SEED = 12
SHOWN = 12
# Nobody who handles a restricted class is away in this week, nothing is signed, and no data is lost.
NOT_PLAYED = {
    *("Standing in", "Obligation due", "Obligation overdue", "Asked to sign"),
    *("Breach to report", "Breach to assess"),
    *("Retention", "Answer expired", "Missed call", "In one state"),
    *("Outage", "Outage over", "To look at"),
}
# What accountability reads every day, without the date before and the categories after.
SUMMARY = re.compile(r"^Resolved on [^:]+: ([^·]+?) · .*$")

# The first handler of a class is told when the second one gets the role.
JOINED = Line(
    people.MONDAY - timedelta(hours=6),
    people.PSEA,
    "",
    "",
    "Administrator changed who sees restricted cases: Rachel (rachel@office.cfm) handles cases of the"
    " class Sexual exploitation, abuse and harassment",
)


@dataclass
class Week:
    """The week as it was played, and as it should have been."""

    site: Site
    office: Office
    oracle: Oracle


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return played(tmp_path_factory.mktemp("week"))


def played(folder: Path) -> Week:
    """A fresh office, its week, and what the oracle says to it."""
    chance = random.Random(SEED)
    with travelling(people.MONDAY - timedelta(hours=6)) as clock:
        new_site("office", folder, "admin")
        site = get_site("office", folder)
        office = Office(site, chance, clock)
        with opened(site):
            install_app("cfm_app")
            people.move_in()
            frappe.db.commit()
            oracle = Oracle(books.read())
        office.work_off_queue()
        lives: list[Life] = []
        for call in calls.of_the_week(chance):
            lives.append(Life(office, call, others=lives))
            office.plan(call.received_on, lives[-1].record)
        manager.plan(office)
        office.play()
    for event in office.log:
        oracle.hear(event)
    return Week(site, office, oracle)


def differences(found: Counter[Any], expected: Counter[Any]) -> str:
    """The first few things that are there too often, and those that are missing."""
    parts = []
    for title, rest in (("too many", found - expected), ("missing", expected - found)):
        lines = sorted(rest.elements(), key=lambda each: str(each.at))
        parts += [f"{len(lines)} {title}", *(f"  {line}" for line in lines[:SHOWN])]
    return "\n".join(parts)


def ledger(week: Week) -> Counter[Entry]:
    fields = ["sent_on", "kind", "receiver", "ref_doctype", "ref_name", "repeat_no"]
    with opened(week.site):
        rows = frappe.get_all("CFM Notice", fields=fields, limit_page_length=0)
    return Counter(
        Entry(
            row.sent_on,
            row.kind,
            row.receiver,
            row.ref_doctype or "",
            row.ref_name or "",
            row.repeat_no,
        )
        for row in rows
    )


def lines(week: Week) -> Counter[Line]:
    fields = ["creation", "for_user", "document_type", "document_name", "subject"]
    with opened(week.site):
        rows = frappe.get_all("Notification Log", fields=fields, limit_page_length=0)
    return Counter(
        Line(
            row.creation,
            row.for_user,
            row.document_type or "",
            row.document_name or "",
            SUMMARY.sub(r"\1", row.subject),
        )
        for row in rows
    )


def test_every_notice_is_in_the_ledger_once_and_in_time(week: Week) -> None:
    found, expected = ledger(week), Counter(week.oracle.ledger)
    assert found == expected, differences(found, expected)
    assert max(found.values()) == 1


def test_people_find_what_they_should_and_nothing_else(week: Week) -> None:
    found, expected = lines(week), Counter([*week.oracle.lines, JOINED])
    assert found == expected, differences(found, expected)


def test_the_desk_shows_the_right_status_after_each_run(week: Week) -> None:
    for moment, expected in week.oracle.statuses.items():
        found = week.office.statuses[moment]
        wrong = {
            name: (found.get(name), status)
            for name, status in expected.items()
            if found.get(name) != status
        }
        assert found.keys() == expected.keys() and not wrong, (moment, wrong)


def test_every_list_says_what_waits(week: Week) -> None:
    """Counted by hand from the stored rows, for each of the people, several times a day."""
    assert len(week.office.miscounted) > 20
    assert [each for found in week.office.miscounted.values() for each in found][:SHOWN] == []


def test_nobody_hears_of_a_restricted_case_who_is_not_entrusted(week: Week) -> None:
    """Also not by a number in a subject, whatever the notice is about."""
    restricted = [case for case in week.oracle.cases.values() if case.is_restricted]
    assert {case.sensitivity for case in restricted} == set(people.ENTRUSTED)
    told = lines(week)
    for case in restricted:
        knowing = {*case.entrusted, *case.entrusted_before}
        hearing = {line.user for line in told if case.name in (line.name, *line.subject.split())}
        hearing |= {line.user for line in told if line.subject.endswith(case.name)}
        assert hearing <= knowing, case
        assert knowing & hearing, case


def test_limits_and_stamps_are_those_of_the_log(week: Week) -> None:
    moments = ["responded_on", "resolved_on", "informed_on", "closed_on", "taken_up_on"]
    columns = ["first_response_on", *moments[1:]]
    fields = ["name", "sop", "phase", "respond_by", "resolve_by", "at_risk_on", *columns]
    with opened(week.site):
        rows = frappe.get_all("Case", fields=fields, limit_page_length=0)
    assert {row.name for row in rows} == set(week.oracle.cases)
    for row in rows:
        case = week.oracle.cases[row.name]
        assert (row.sop, row.phase) == (case.sop, case.phase), row
        assert [row[name] for name in columns] == [getattr(case, name) for name in moments], row
        if case.phase in OPEN:
            limits = week.oracle.clock(case).limits()
            found = (row.respond_by, row.resolve_by, row.at_risk_on)
            assert found == (limits.respond_by, limits.resolve_by, limits.at_risk_on), row


def test_referrals_went_to_somebody_competent_who_was_there(week: Week) -> None:
    sent = [event for event in week.office.log if event.what == "referred"]
    for event in sent:
        place = week.oracle.cases[event.case].location or ""
        near = [row for row in people.COMPETENT if row[0] == event.data["area"] and not row[3]]
        near = [row for row in near if not row[2] or place.startswith(row[2])]
        if any(row[2] for row in near):
            near = [row for row in near if row[2]]
        is_away = people.is_absent(event.at.date())
        receivers = {
            people.DEPUTY if is_away and row[1] == people.ABSENT else row[1] for row in near
        }
        assert event.data["receiver"] in receivers, event


def test_the_figures_of_the_week_add_up(week: Week) -> None:
    cases = week.oracle.cases.values()
    with opened(week.site):
        phases = figures.by("phase")
        assert phases == Counter(case.phase for case in cases)
        assert sum(phases.values()) == calls.CASES
        assert phases.keys() <= {*OPEN, "Resolved", "Informed", "Closed"}
        for field in ("channel", "category", "location", "sex"):
            expected = Counter(getattr(case, field) for case in cases)
            assert figures.told_by(field) == expected, field
            assert sum(expected.values()) == calls.CASES
        assert figures.letters_by_state() == Counter(
            letter.state for letter in week.oracle.letters.values()
        )
        counted = figures.of_the_loop()
    assert counted == {
        "answered at first contact": sum(case.is_first_contact for case in cases),
        "reopened": sum(case.reopened > 0 for case in cases),
        "unreachable": sum(case.state == "Unreachable" for case in cases),
        "duplicates": sum(case.state == "Duplicate" for case in cases),
        "resolved": sum(case.resolved_on is not None for case in cases),
        "informed": sum(case.informed_on is not None for case in cases),
        "closed": sum(case.closed_on is not None for case in cases),
    }
    assert calls.CASES > counted["resolved"] >= counted["informed"] > 0
    assert counted["resolved"] >= counted["closed"] > counted["duplicates"] > 0
    assert 0.4 < counted["informed"] / counted["resolved"] < 1


def test_no_case_is_closed_before_its_loop_is(week: Week) -> None:
    closed = [case for case in week.oracle.cases.values() if case.phase == "Closed"]
    for case in closed:
        sop = week.oracle.sops[case.sop]
        reasons = (
            case.informed_on,
            case.state == "Duplicate",
            case.call_back in ("Refused", "Withdrawn"),
            case.failed >= sop.attempts,
            not sop.asks_to_inform,
        )
        assert any(reasons), case


def test_the_week_holds_what_it_is_played_for(week: Week) -> None:
    """Else the comparisons would say nothing of it."""
    log, oracle = week.office.log, week.oracle
    kinds = Counter(entry.kind for entry in oracle.ledger)
    with opened(week.site):
        options = frappe.get_meta("CFM Notice").get_field("kind").options.split("\n")
        assert frappe.db.count("Error Log") == 0
    assert set(kinds) == {each for each in options if each} - NOT_PLAYED
    happened = Counter(event.what for event in log)
    assert set(happened) == set(Oracle.REACTIONS), happened
    runs = [event.at for event in log if event.what == "ran"]
    gaps = [later - earlier for earlier, later in pairwise(runs)]
    assert sorted(gap for gap in gaps if gap > HOUR) == [10 * HOUR, 27 * HOUR]
    assert runs[-1] == END and len(people.ROLES) == 12
    late = [entry for entry in oracle.ledger if entry.kind == "Referral late"]
    assert any(
        entry.receiver == people.DEPUTY and oracle.letters[entry.name].receiver == people.ABSENT
        for entry in late
    )
    states = {status for each in oracle.statuses.values() for status in each.values()}
    assert states == {"On track", "At risk", "Breached", "Paused"}
    assert oracle.silenced == {"given up", "refused"}
    decisions = {event.data["decision"] for event in log if event.what == "decided"}
    assert decisions == {"Approved", "Refused"}
