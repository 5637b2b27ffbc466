"""Rooms and features declare what they add to the app, each its own, and nothing that is not there."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from cfm_app.base import declarations
from cfm_app.base.declaring import Declares
from cfm_app.base.features import APP

DECLARED = sorted(declarations.declared())
MAY_LEAVE = "cfm_app.security.access_rule.outgoing_data.attach_answer"


def functions(of: Declares) -> Iterator[str]:
    """The dotted paths of all that is declared."""
    for line in (*of.events, *of.hooks):
        yield from line.functions
    yield from (job.function for job in of.jobs)
    yield from of.list_conditions.values()
    yield from of.permissions.values()
    yield from of.access_conditions.values()
    yield from of.case_rules
    yield from (part.choices for part in of.form_parts)
    yield from (path for each in of.waits for path in (each.rows, each.line) if path)


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_declared_lies_in_its_own_folder(name: str) -> None:
    """Or in a file that goes with it, as its pages do."""
    files = {path for pattern in declarations.declared()[name].files for path in APP.glob(pattern)}
    inner = [f"cfm_app.{each}." for each in DECLARED if each.startswith(f"{name}.")]
    for path in functions(declarations.declared()[name]):
        module = APP.joinpath(*path.split(".")[1:-1]).with_suffix(".py")
        assert path.startswith(f"cfm_app.{name}.") or module in files, path
        assert not any(path.startswith(each) for each in inner), f"{path} has its own declares.py"


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_declared_exists(name: str) -> None:
    for path in functions(declarations.declared()[name]):
        module, _, function = path.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), path


def test_each_job_says_what_it_does() -> None:
    jobs = [job for each in declarations.declared().values() for job in each.jobs]
    assert [job.function for job in jobs if not job.title] == []
    assert len({job.function for job in jobs}) == len(jobs)


def test_no_line_gets_lost_beside_another_of_the_same_document() -> None:
    together = declarations.doc_events()
    lost = [
        (doctype, line.event, function)
        for each in declarations.declared().values()
        for line in each.events
        for doctype in line.doctypes
        for function in line.functions
        if function not in together[doctype][line.event]
    ]
    assert lost == []
    # Once hand-merged dicts replaced each other: workspaces were stored with programs that nobody had looked at.
    assert (
        "cfm_app.security.configuration.template_checks.check"
        in together["Workspace"]["before_validate"]
    )


def test_what_answers_for_a_document_goes_last() -> None:
    answered = [runs for runs in declarations.doc_events()["*"].values() if MAY_LEAVE in runs]
    assert answered
    assert [runs for runs in answered if runs[-1] != MAY_LEAVE] == []


def test_a_feature_that_is_not_there_declares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        name: each for name, each in declarations.declared().items() if name != "office.missions"
    }
    monkeypatch.setattr(declarations, "declared", lambda: kept)
    assert "missions" not in str(declarations.scheduler_events())
    assert "missions" not in str(declarations.job_titles())
