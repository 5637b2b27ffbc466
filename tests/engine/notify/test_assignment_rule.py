"""Entries that go to people by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import clear_meta
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.periods import get_weekday, get_weekdays
from frappe_embedded.services.collaborate import assignment
from tests.engine.office import MANAGER, STRANGER, WORKER, fill, made
from tests.patterns import Patterns

DAYS = [{"day": day} for day in get_weekdays()]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, fill, _add_fields) as site:
        yield site


def _add_fields() -> None:
    for fieldname, fieldtype, options in (
        ("carrier", "Link", "User"),
        ("due", "Date", ""),
    ):
        field = {"dt": "Parcel", "fieldname": fieldname, "label": fieldname, "options": options}
        get_doc({"doctype": "Custom Field", "fieldtype": fieldtype, **field}).insert()


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    with opened(office) as context:
        set_user(MANAGER)
        yield context
        context.db.rollback()
        clear_meta()


def rule(name: str = "Fragile ones", **values: Any) -> Any:
    given = {
        "doctype": "Assignment Rule",
        "__newname": name,
        "document_type": "Parcel",
        "description": "Pack {{ subject }}",
        "assign_condition": "kind == 'Fragile'",
        "rule": "Round Robin",
        "users": [{"user": WORKER}, {"user": MANAGER}],
        "assignment_days": DAYS,
        **values,
    }
    return get_doc(given).insert()


def parcel(kind: str = "Fragile", **values: Any) -> Any:
    return get_doc({"doctype": "Parcel", "subject": "Vase", "kind": kind, **values}).insert()


def holders(doc: Any) -> list[str]:
    return [row.owner for row in assignment.get({"doctype": doc.doctype, "name": doc.name})]


def task_of(doc: Any) -> Any:
    return get_doc("ToDo", {"reference_type": doc.doctype, "reference_name": doc.name})


def warnings() -> list[str]:
    return [str(each["message"]) for each in local.message_log]


def test_entries_go_to_people_in_turns(desk: Context) -> None:
    rule()
    assert [holders(parcel()) for _turn in range(3)] == [[WORKER], [MANAGER], [WORKER]]
    assert holders(parcel("Plain")) == []
    assert task_of(parcel()).description == "Pack Vase"


def test_who_is_disabled_is_passed_over(desk: Context) -> None:
    rule()
    local.db.set_value("User", WORKER, "enabled", 0)
    assert [holders(parcel()) for _turn in range(2)] == [[MANAGER], [MANAGER]]
    local.db.set_value("User", MANAGER, "enabled", 0)
    assert holders(parcel()) == []


def test_whoever_has_least_to_do_is_next(desk: Context) -> None:
    busy = parcel("Plain")
    assignment.add({"assign_to": [WORKER], "doctype": "Parcel", "name": busy.name})
    rule(rule="Load Balancing")
    assert [holders(parcel()) for _turn in range(3)] == [[MANAGER], [WORKER], [MANAGER]]


def test_a_field_names_who_gets_the_entry(desk: Context) -> None:
    rule(rule="Based on Field", field="carrier", users=[])
    assert holders(parcel(carrier=WORKER)) == [WORKER]
    assert holders(parcel()) == []


def test_nobody_is_taken_out_of_a_task(desk: Context) -> None:
    doc = parcel("Plain")
    assignment.add({"assign_to": [MANAGER], "doctype": "Parcel", "name": doc.name})
    rule()
    doc.kind = "Fragile"
    doc.save()
    assert holders(doc) == [MANAGER]


def test_an_entry_is_taken_away_and_given_to_the_next_group(desk: Context) -> None:
    rule(unassign_condition="weight > 5", users=[{"user": WORKER}])
    rule("Heavy ones", assign_condition="weight > 5", users=[{"user": MANAGER}], priority=5)
    doc = parcel(weight=1)
    assert holders(doc) == [WORKER]
    doc.weight = 9
    doc.save()
    assert holders(doc) == [MANAGER]


def test_a_task_is_closed_and_opened_again(desk: Context) -> None:
    rule(close_condition="number == 1")
    doc = parcel()
    for number, status in ((1, "Closed"), (2, "Open")):
        doc.number = number
        doc.save()
        assert task_of(doc).status == status


def test_what_somebody_has_done_stays_done(desk: Context) -> None:
    rule()
    doc = parcel()
    set_user(WORKER)
    assignment.close("Parcel", doc.name, WORKER)
    set_user(MANAGER)
    doc.reload()
    doc.weight = 3
    doc.save()
    assert task_of(doc).status == "Closed"


def test_the_due_date_follows_the_field(desk: Context) -> None:
    rule(due_date_based_on="due")
    doc = parcel(due="2026-12-01")
    assert str(task_of(doc).date) == "2026-12-01"
    doc.due = "2026-12-24"
    doc.save()
    assert str(task_of(doc).date) == "2026-12-24"


def test_only_on_its_days_and_while_it_is_on(desk: Context) -> None:
    others = [row for row in DAYS if row["day"] != get_weekday()]
    resting = rule(assignment_days=others)
    assert holders(parcel()) == []
    resting.set("assignment_days", DAYS)
    resting.disabled = 1
    resting.save()
    assert holders(parcel()) == []
    resting.disabled = 0
    resting.save()
    assert holders(parcel()) == [WORKER]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"assign_condition": "colour == 'red'"}, "colour"),
        ({"close_condition": "knd == 'Plain'"}, "Did you mean kind"),
        ({"document_type": "ToDo"}, "not allowed"),
        ({"users": []}, "at least one person"),
        ({"rule": "Based on Field", "field": None}, "Choose the field"),
        ({"rule": "Based on Field", "field": "colour"}, "colour"),
        ({"assignment_days": [*DAYS, DAYS[0]]}, "Monday"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    desk: Context, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        rule(**values)
    assert told in " ".join([str(refusal.value), *warnings()])


def test_a_fault_in_a_rule_stops_no_save(desk: Context) -> None:
    rule(assign_condition="weight / number > 1")
    doc = parcel(weight=1, number=0)
    assert get_doc("Parcel", doc.name).subject == "Vase" and holders(doc) == []
    assert any("Auto assignment failed" in each for each in warnings())
    local.message_log.clear()
    rule("Broken", assign_condition="weight == 7", description="{{ subject.nothing.more }}")
    doc = parcel("Plain", weight=7, number=0)
    assert get_doc("Parcel", doc.name).subject == "Vase" and holders(doc) == []
    assert any("nobody was assigned" in each for each in warnings())


def test_whoever_gets_an_entry_may_read_it(desk: Context) -> None:
    rule(users=[{"user": STRANGER}])
    doc = parcel()
    set_user(STRANGER)
    assert get_doc("Parcel", doc.name).has_permission("read")
