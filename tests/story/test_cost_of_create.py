"""What a create asks is counted, so that a rule that asks again what is known does not come in unseen."""

from __future__ import annotations

import pytest

from benchmarks.create_cost import OPERATOR, Asking, by_console, by_resource, measure, with_person

from ..patterns import Patterns

pytestmark = pytest.mark.embedded("counts what this process does")

# Two statements above what was measured, since a session is noted now and then; a tenth of the calls, which versions of
# Python count a little differently.
STATEMENTS = {by_resource: 26, by_console: 85, with_person: 172}
CALLS = {by_resource: 7_700, by_console: 17_200, with_person: 34_400}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Asking:
    office = patterns.office(tmp_path_factory.mktemp("cost") / "office")
    found = Asking(office.site, OPERATOR)
    found.choose()
    return found


def test_a_create_asks_no_more_than_it_did(asking: Asking) -> None:
    for create, statements in STATEMENTS.items():
        cost = measure(asking, create)
        repeated = [each for each in cost.asked.items() if each[1].total() > 1]
        assert cost.statements <= statements, repeated
        assert cost.calls <= CALLS[create], cost.functions.most_common(20)
