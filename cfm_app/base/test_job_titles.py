"""Whoever looks after the site reads what each job of the app does."""

from collections.abc import Iterator
from typing import Any

from cfm_app import hooks
from cfm_app.testing import CFMTestCase


def jobs(events: Any) -> Iterator[str]:
    """The functions that the clock runs, by whatever rhythm."""
    for each in events.values() if isinstance(events, dict) else events:
        if isinstance(each, str):
            yield each
        else:
            yield from jobs(each)


class TestJobTitles(CFMTestCase):
    def test_each_job_of_the_clock_has_a_title(self) -> None:
        self.assertEqual(set(jobs(hooks.scheduler_events)) - set(hooks.job_titles), set())
