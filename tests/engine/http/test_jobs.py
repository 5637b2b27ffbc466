"""The page of jobs: what waits, what failed and why, run again; nothing of what a job is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.services.jobs.queue import enqueue
from frappe_embedded.services.jobs.record import jobs, kind_of_failure
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.services.notify.account import account_of
from frappe_embedded.services.notify.delivery import flush
from frappe_embedded.site.migrate import migrate
from tests.engine.served import Client, Served

PAGE = "/app/jobs"
FLUSH = "frappe.email.queue.flush"


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def page(client: Client) -> str:
    return client.get(PAGE, Accept="text/html").text


def add(served: Served, method: Any, **arguments: Any) -> str:
    return str(served.work(lambda: enqueue(method, **arguments)).id)


def job_type(served: Served, method: str) -> str:
    return str(served.work(lambda: local.db.get_value("Scheduled Job Type", {"method": method})))


def test_what_fails_is_told_in_words_and_without_its_contents(
    served: Served, manager: Client
) -> None:
    add(served, account_of, doc="secretname")
    add(served, "nowhere.secretname")
    assert "Nothing waits." not in page(manager)
    run_pending(served.site)
    shown = page(manager)
    assert "Nothing waits." in shown and shown.count("data-retry=") == 2
    assert "The program of the job is missing or faulty" in shown
    assert "secretname'" not in shown and "Traceback" not in shown


def test_what_failed_runs_again_once(served: Served, manager: Client) -> None:
    number = add(served, "nowhere.again")
    run_pending(served.site)
    assert manager.post(f"{PAGE}/retry", {"job_id": number}).status == 200
    assert [each.job_id for each in served.work(lambda: jobs("queued"))] == [number]
    assert manager.post(f"{PAGE}/retry", {"job_id": number}).status == 417
    assert manager.post(f"{PAGE}/retry", {"job_id": "none"}).status == 417
    run_pending(served.site)
    assert number in [each.job_id for each in served.work(lambda: jobs("failed"))]


def test_a_job_of_the_clock_runs_at_once_with_the_rights_of_the_clock(
    served: Served, manager: Client
) -> None:
    name = job_type(served, FLUSH)
    before = manager.get(f"{PAGE}/state").json["message"]
    assert manager.post(f"{PAGE}/run", {"name": name}).json["message"] is True
    assert manager.post(f"{PAGE}/run", {"name": name}).json["message"] is False
    users = served.work(lambda: local.db.sql("select user from `__job` where status = 'queued'"))
    assert [row[0] for row in users] == ["Administrator"]
    assert manager.get(f"{PAGE}/state").json["message"] != before
    run_pending(served.site)
    last = served.work(lambda: local.db.get_value("Scheduled Job Type", name, "last_execution"))
    assert last and "Sends the e-mails that wait" in page(manager)
    assert manager.post(f"{PAGE}/run", {"name": "none"}).status == 404


def test_a_paused_job_waits_until_somebody_lets_it_go_on(served: Served, manager: Client) -> None:
    name = job_type(served, FLUSH)
    stopped = lambda: served.work(lambda: local.db.get_value("Scheduled Job Type", name, "stopped"))  # noqa: E731
    assert manager.post(f"{PAGE}/pause", {"name": name, "stopped": 1}).status == 200
    assert stopped() == 1 and ">paused<" in page(manager)
    assert manager.post(f"{PAGE}/pause", {"name": name, "stopped": 0}).status == 200
    assert stopped() == 0 and ">paused<" not in page(manager)


def test_logs_are_offered_with_what_to_look_at(served: Served, manager: Client) -> None:
    add(served, "nowhere.at_all")
    run_pending(served.site)
    shown = page(manager)
    for slug in ("error-log", "email-queue", "access-log", "activity-log", "notification-log"):
        assert f'href="/app/{slug}' in shown, slug
    assert "in 7 days" in shown


def test_nobody_else_gets_in(served: Served) -> None:
    worker = served.logged_in("worker@example.com")
    assert worker.get(PAGE, Accept="text/html").status in (403, 404)
    assert worker.get(f"{PAGE}/state").status == 403
    for action in ("run", "retry", "pause"):
        body = {"name": job_type(served, FLUSH), "job_id": "x", "stopped": 1}
        assert worker.post(f"{PAGE}/{action}", body).status == 403, action


@pytest.mark.parametrize(
    ("text", "kind"),
    (
        (
            "Traceback (most recent call last):\n  File 'a'\nfrappe.exceptions.LinkValidationError: x: y",
            "LinkValidationError",
        ),
        ("Traceback\n  File\nValueError: first\nFatima", "ValueError"),
        ("KeyError('name')", "KeyError"),
        ("OSError(28, 'No space left on device')", "OSError"),
        ("", ""),
    ),
)
def test_the_class_of_a_failure_is_read_from_what_is_kept(text: str, kind: str) -> None:
    assert kind_of_failure(text) == kind


def test_the_mark_is_plain_text(manager: Client) -> None:
    assert isinstance(json.loads(manager.get(f"{PAGE}/state").json["message"]), list)


def test_what_waits_under_the_name_of_a_package_before_it_moved_is_found(served: Served) -> None:
    number = add(served, "frappe_embedded.notify.delivery.flush")
    assert flush.__module__ == "frappe_embedded.services.notify.delivery"
    migrate(served.site)
    run_pending(served.site)
    assert number in [each.job_id for each in served.work(lambda: jobs("finished"))]
