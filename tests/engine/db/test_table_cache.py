"""What is kept of the database lasts until one of its tables changes, and no longer."""

from __future__ import annotations

from frappe_embedded.kernel.core.table_cache import EVERY_TABLE, TableCache


def test_a_result_lasts_until_its_tables_change() -> None:
    cache, made = TableCache(), []

    def read() -> int:
        made.append(len(made))
        return made[-1]

    def kept() -> int:
        return int(cache.get("key", ("tabone", "tabtwo"), read))

    assert (kept(), kept()) == (0, 0)
    cache.changed(["tabother"])
    assert (kept(), kept()) == (0, 0)
    cache.changed(["tabother", "tabtwo"])
    assert (kept(), kept()) == (1, 1)
    cache.changed([EVERY_TABLE])
    assert (kept(), kept()) == (2, 2)
    assert made == [0, 1, 2]


def test_what_changes_while_it_is_read_is_read_again() -> None:
    cache = TableCache()
    stored = ["old"]

    def read_slowly() -> str:
        seen = stored[0]
        if seen == "old":
            stored[0] = "new"
            cache.changed(["tabone"])
        return seen

    assert cache.get("key", ("tabone",), read_slowly) == "old"
    assert cache.get("key", ("tabone",), read_slowly) == "new"
